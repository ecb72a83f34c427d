"""The labelled lines that the deep half learns from, and how people send them."""

import random
import re
import unicodedata
from pathlib import Path
from typing import NamedTuple

LANGUAGES = ["el", "en", "es", "pt"]


class Line(NamedTuple):
    text: str
    category: str
    severity: int
    language: str
    is_ordinary: bool


def lines_of(files):
    for file in map(Path, files):
        language = file.stem[:2] if file.stem[:2] in LANGUAGES else file.parent.name
        is_ordinary = file.stem.endswith(("_ordinary", "_everyday"))
        for line in file.read_text("utf8").splitlines():
            fields = line.split("\t")
            if len(fields) >= 3 and fields[0] != "text":
                yield Line(fields[0], fields[1], int(fields[2]), language, is_ordinary and fields[2] == "0")


class Sender:
    """Writes lines as people send them: beside ordinary words, without marks or accents, with slips of the finger."""

    def __init__(self, lines):
        ordinary = [line for line in lines if line.is_ordinary]
        self.ordinary = {name: [line.text for line in ordinary if line.language == name] for name in LANGUAGES}

    def sent(self, line, share):
        text, chance = line.text, random.random
        if chance() < share:
            text = self.beside_others(line)
        if chance() < 0.3 * share:
            text = re.sub(r"[^\w\s]", "", text.lower())
        if chance() < 0.3 * share:
            text = "".join(sign for sign in unicodedata.normalize("NFD", text) if not unicodedata.combining(sign))
        if chance() < 0.2 * share:
            text = self.with_slips(text)
        return text

    def beside_others(self, line):
        joined = line.text
        for _ in range(1 if random.random() < 0.75 else 2):
            parts = [joined, random.choice(self.ordinary[line.language])]
            random.shuffle(parts)
            joined = self.join(*parts)
        return joined if len(joined.split()) <= 60 else line.text

    @staticmethod
    def join(one, two):
        bare, small = one.rstrip(".!?;…"), two[:1].lower() + two[1:]
        ended = one if one[-1:] in ".!?;…" else one + "."
        ways = [f"{bare} {small}", f"{bare} {two}", f"{bare}, {small}", f"{one}\n{two}", f"{ended} {two}"]
        return random.choices(ways, [32, 13, 15, 10, 30])[0]

    @staticmethod
    def with_slips(text):
        words = text.split(" ")
        for place in random.sample(range(len(words)), max(1, len(words) // 6)):
            letters = list(words[place])
            if len(letters) >= 5:
                at = random.randrange(1, len(letters) - 2)
                letters[at], letters[at + 1] = letters[at + 1], letters[at]
                words[place] = "".join(letters)
        return " ".join(words)

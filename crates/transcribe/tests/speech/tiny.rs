//! A speech model as small as whisper.cpp takes one: one layer of one head, weights by formula.
//!
//! The format is that of whisper.cpp's `convert-pt-to-ggml.py` (read 2026-08-22).

/// The word that it hears.
pub const WORD: &str = " hola";

const VOCABULARY: i32 = 51_865;
const AUDIO_PLACES: i32 = 1_500;
const TEXT_PLACES: i32 = 64;
const STATE: i32 = 64;
const MELS: i32 = 80;
/// Half of the spectrum of 400 samples.
const FREQUENCIES: i32 = 201;
/// The place of [`WORD`] in the vocabulary.
const PLACE: i32 = 1_000;

/// Returns the file.
pub fn model() -> Vec<u8> {
    let mut file = Vec::new();
    let mut put = |number: i32| file.extend_from_slice(&number.to_le_bytes());
    put(0x6767_6d6c);
    for number in [
        VOCABULARY,
        AUDIO_PLACES,
        STATE,
        1,
        1,
        TEXT_PLACES,
        STATE,
        1,
        1,
        MELS,
        1,
    ] {
        put(number);
    }
    put(MELS);
    put(FREQUENCIES);
    for mel in 0..MELS {
        for frequency in 0..FREQUENCIES {
            let is_here = frequency * MELS / FREQUENCIES == mel;
            let share = if is_here { 0.02_f32 } else { 0.0 };
            file.extend_from_slice(&share.to_le_bytes());
        }
    }
    words(&mut file);
    encoder(&mut file);
    decoder(&mut file);
    file
}

/// The words of the text; the engine adds its own signs behind them.
fn words(file: &mut Vec<u8>) {
    let count = 50_257;
    file.extend_from_slice(&i32::to_le_bytes(count));
    for place in 0..count {
        let word = match place {
            PLACE => WORD.to_owned(),
            220 => " ".to_owned(),
            221 => " -".to_owned(),
            222 => " '".to_owned(),
            place => format!(" w{place}"),
        };
        file.extend_from_slice(&u32::try_from(word.len()).unwrap().to_le_bytes());
        file.extend_from_slice(word.as_bytes());
    }
}

fn encoder(file: &mut Vec<u8>) {
    tensor(
        file,
        "encoder.positional_embedding",
        &[STATE, AUDIO_PLACES],
        small,
    );
    tensor(file, "encoder.conv1.weight", &[3, MELS, STATE], small);
    tensor(file, "encoder.conv1.bias", &[1, STATE], zero);
    tensor(file, "encoder.conv2.weight", &[3, STATE, STATE], small);
    tensor(file, "encoder.conv2.bias", &[1, STATE], zero);
    normal(file, "encoder.ln_post");
    block(file, "encoder.blocks.0", &["attn"]);
}

fn decoder(file: &mut Vec<u8>) {
    tensor(
        file,
        "decoder.positional_embedding",
        &[STATE, TEXT_PLACES],
        small,
    );
    // Whatever comes in, what goes out is the bias of the last step: nearest to one word.
    tensor(
        file,
        "decoder.token_embedding.weight",
        &[STATE, VOCABULARY],
        |place| {
            let word = place / STATE as usize;
            if word == PLACE as usize {
                1.0
            } else {
                small(place)
            }
        },
    );
    tensor(file, "decoder.ln.weight", &[STATE], zero);
    tensor(file, "decoder.ln.bias", &[STATE], |_| 0.3);
    block(file, "decoder.blocks.0", &["attn", "cross_attn"]);
}

fn block(file: &mut Vec<u8>, name: &str, attentions: &[&str]) {
    normal(file, &format!("{name}.mlp_ln"));
    tensor(
        file,
        &format!("{name}.mlp.0.weight"),
        &[STATE, 4 * STATE],
        small,
    );
    tensor(file, &format!("{name}.mlp.0.bias"), &[4 * STATE], zero);
    tensor(
        file,
        &format!("{name}.mlp.2.weight"),
        &[4 * STATE, STATE],
        small,
    );
    tensor(file, &format!("{name}.mlp.2.bias"), &[STATE], zero);
    for attention in attentions {
        normal(file, &format!("{name}.{attention}_ln"));
        for part in ["query", "key", "value", "out"] {
            tensor(
                file,
                &format!("{name}.{attention}.{part}.weight"),
                &[STATE, STATE],
                small,
            );
            if part != "key" {
                tensor(
                    file,
                    &format!("{name}.{attention}.{part}.bias"),
                    &[STATE],
                    zero,
                );
            }
        }
    }
}

fn normal(file: &mut Vec<u8>, name: &str) {
    tensor(file, &format!("{name}.weight"), &[STATE], |_| 1.0);
    tensor(file, &format!("{name}.bias"), &[STATE], zero);
}

/// Tables of more than one row are of half floats, but for the places; all else is whole.
fn tensor(file: &mut Vec<u8>, name: &str, shape: &[i32], value: impl Fn(usize) -> f32) {
    let dimensions = i32::try_from(shape.len()).unwrap();
    let length = i32::try_from(name.len()).unwrap();
    let is_half = name.ends_with("weight") && shape.len() > 1;
    for number in [dimensions, length, i32::from(is_half)].iter().chain(shape) {
        file.extend_from_slice(&number.to_le_bytes());
    }
    file.extend_from_slice(name.as_bytes());
    let count: i32 = shape.iter().product();
    for place in 0..usize::try_from(count).unwrap() {
        if is_half {
            file.extend_from_slice(&half(value(place)).to_le_bytes());
        } else {
            file.extend_from_slice(&value(place).to_le_bytes());
        }
    }
}

/// Returns the bits of a half float; what is too small for one is nothing.
fn half(value: f32) -> u16 {
    let bits = value.to_bits();
    let sign = (bits >> 16) as u16 & 0x8000;
    let exponent = (bits >> 23 & 0xff) as i32 - 127 + 15;
    if exponent <= 0 {
        return sign;
    }
    sign | (exponent as u16) << 10 | (bits >> 13 & 0x3ff) as u16
}

fn zero(_: usize) -> f32 {
    0.0
}

/// A small weight, a different one at each place.
fn small(place: usize) -> f32 {
    let mixed = (place as u32).wrapping_mul(2_654_435_761) >> 16;
    (f32::from(mixed as u16) / 65_536.0 - 0.5) * 0.02
}

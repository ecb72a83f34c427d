//! `recado-relay pair --clinic NAME`.

use std::io::Write;

use qrcode::QrCode;
use qrcode::render::unicode::Dense1x2;
use recado_protocol::pairing::CODE_LIFETIME_MINUTES;

use crate::config::Config;
use crate::relay;

/// Prints a pairing text and its QR code.
///
/// # Errors
/// When no code could be made; the text says what to do.
pub fn run(config: &Config, clinic: &str, out: &mut impl Write) -> anyhow::Result<()> {
    let text = relay::pair_code(config, clinic)?.to_text();
    // Terminals are mostly dark: the blocks are the light modules.
    let qr = QrCode::new(&text)?
        .render::<Dense1x2>()
        .dark_color(Dense1x2::Light)
        .light_color(Dense1x2::Dark)
        .build();
    writeln!(out, "{qr}\n\n{text}\n")?;
    writeln!(
        out,
        "Enter this in Recado on the clinic's computer within {CODE_LIFETIME_MINUTES} minutes. It works once."
    )?;
    Ok(())
}

//! The computer's microphone: the system's default one, heard as one channel.

use cpal::{
    FromSample, SampleFormat, SizedSample, StreamConfig, SupportedStreamConfig,
    traits::{DeviceTrait, HostTrait, StreamTrait},
};
use recado_inbox::microphone::{Hear, Microphone, MicrophoneError};

/// The rate that needs no conversion later.
const RATE: u32 = 48_000;

/// The microphone that the person chose in the system's settings.
#[derive(Debug, Clone, Copy)]
pub(crate) struct SystemMicrophone;

impl Microphone for SystemMicrophone {
    fn open(&self, hear: Hear) -> Result<Box<dyn Send>, MicrophoneError> {
        let device = cpal::default_host()
            .default_input_device()
            .ok_or(MicrophoneError)?;
        let config = config(&device).map_err(refused)?;
        let format = config.sample_format();
        let config = config.config();
        let stream = match format {
            SampleFormat::F32 => listen::<f32>(&device, config, hear),
            SampleFormat::I16 => listen::<i16>(&device, config, hear),
            SampleFormat::I32 => listen::<i32>(&device, config, hear),
            SampleFormat::U8 => listen::<u8>(&device, config, hear),
            SampleFormat::U16 => listen::<u16>(&device, config, hear),
            // Formats that no microphone offers alone.
            _ => return Err(MicrophoneError),
        };
        let stream = stream.map_err(refused)?;
        stream.play().map_err(refused)?;
        Ok(Box::new(stream))
    }
}

/// Returns how to listen: one channel at [`RATE`] where the device can, else as it likes best.
fn config(device: &cpal::Device) -> Result<SupportedStreamConfig, cpal::Error> {
    let wanted = device
        .supported_input_configs()?
        .filter(|range| (range.min_sample_rate()..=range.max_sample_rate()).contains(&RATE))
        .filter(|range| matches!(range.sample_format(), SampleFormat::I16 | SampleFormat::F32))
        .min_by_key(|range| range.channels());
    match wanted {
        Some(range) => Ok(range.with_sample_rate(RATE)),
        None => device.default_input_config(),
    }
}

fn listen<T>(
    device: &cpal::Device,
    config: StreamConfig,
    mut hear: Hear,
) -> Result<cpal::Stream, cpal::Error>
where
    T: SizedSample,
    f32: FromSample<T>,
{
    let channels = usize::from(config.channels.max(1));
    let rate = config.sample_rate;
    device.build_input_stream(
        config,
        move |samples: &[T], _: &_| {
            let mono: Vec<f32> = samples
                .chunks_exact(channels)
                .map(|frame| {
                    let sum: f32 = frame.iter().map(|one| f32::from_sample_(*one)).sum();
                    sum / channels as f32
                })
                .collect();
            hear(&mono, rate);
        },
        |error| tracing::warn!("microphone: {error}"),
        None,
    )
}

fn refused(error: cpal::Error) -> MicrophoneError {
    tracing::warn!("the microphone cannot be used: {error}");
    MicrophoneError
}

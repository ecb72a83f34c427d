//! The microphone, as the desk knows it: something that is opened, heard and closed. Which device it is, is not known here.

/// A microphone of this computer.
pub trait Microphone: Send + Sync {
    /// Opens it and hands what it hears to `hear` until the returned guard is dropped, which closes it.
    ///
    /// # Errors
    /// [`MicrophoneError`] when there is none, or it may not be used.
    fn open(&self, hear: Hear) -> Result<Box<dyn Send>, MicrophoneError>;
}

/// Takes samples as they come: mono, in -1..=1, with how many make a second.
pub type Hear = Box<dyn FnMut(&[f32], u32) + Send>;

/// There is no microphone, or it may not be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("no microphone can be used")]
pub struct MicrophoneError;

/// A computer without one: a desk that nobody sits at.
#[derive(Debug, Clone, Copy)]
pub struct NoMicrophone;

impl Microphone for NoMicrophone {
    fn open(&self, _hear: Hear) -> Result<Box<dyn Send>, MicrophoneError> {
        Err(MicrophoneError)
    }
}

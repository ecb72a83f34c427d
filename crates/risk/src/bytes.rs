//! A file of numbers, little-endian, read from its beginning.

use crate::reader::ReaderFault;

pub(crate) struct Bytes<'b>(pub(crate) &'b [u8]);

impl<'b> Bytes<'b> {
    pub(crate) fn bytes(&mut self, length: usize) -> Result<&'b [u8], ReaderFault> {
        let split = self.0.split_at_checked(length);
        let (bytes, rest) = split.ok_or(ReaderFault::Unreadable)?;
        self.0 = rest;
        Ok(bytes)
    }

    pub(crate) fn take<const N: usize>(&mut self) -> Result<[u8; N], ReaderFault> {
        let bytes = self.bytes(N)?.try_into();
        bytes.map_err(|_| ReaderFault::Unreadable)
    }

    pub(crate) fn number(&mut self) -> Result<f32, ReaderFault> {
        Ok(f32::from_le_bytes(self.take()?))
    }

    pub(crate) fn count(&mut self) -> Result<usize, ReaderFault> {
        let count = u32::from_le_bytes(self.take()?);
        usize::try_from(count).map_err(|_| ReaderFault::Unreadable)
    }
}

//! What the window asks with: named values, read as what the desk wants them to be.
//!
//! The ids and sides belong to the domain, which the window does not know; the desk's own signatures say their types.

use percent_encoding::percent_decode;
use recado_inbox::view::change::{CommandError, ErrorCode};
use serde::de::DeserializeOwned;
use serde_json::Value;
use tauri::{
    Runtime,
    http::HeaderMap,
    ipc::{CommandArg, CommandItem, InvokeBody, InvokeError},
};

/// The values of one command.
pub(crate) struct Ask(Value);

impl Ask {
    /// Returns a value by its name in `ui/src/ipc/commands.ts`; an absent one reads as `null`.
    ///
    /// # Errors
    /// [`ErrorCode::InvalidInput`] when it is of the wrong form.
    pub(crate) fn get<T: DeserializeOwned>(&self, name: &str) -> Result<T, CommandError> {
        let value = self.0.get(name).unwrap_or(&Value::Null);
        T::deserialize(value).map_err(|_| invalid())
    }
}

impl<'de, R: Runtime> CommandArg<'de, R> for Ask {
    fn from_command(command: CommandItem<'de, R>) -> Result<Self, InvokeError> {
        match command.message.payload() {
            InvokeBody::Json(values) => Ok(Self(values.clone())),
            // Bytes are an [`Upload`]'s: every value is then missing.
            InvokeBody::Raw(_) => Ok(Self(Value::Null)),
        }
    }
}

/// A file that the window hands over: its bytes are the whole body, what is said of it stands in headers.
pub(crate) struct Upload {
    /// What is in it.
    pub(crate) bytes: Vec<u8>,
    headers: HeaderMap,
}

impl Upload {
    /// Returns a value by its header; an absent one reads as an empty text.
    ///
    /// # Errors
    /// [`ErrorCode::InvalidInput`] when it is of the wrong form.
    pub(crate) fn get<T: DeserializeOwned>(&self, header: &str) -> Result<T, CommandError> {
        let text = self
            .headers
            .get(header)
            .map_or("", |value| value.to_str().unwrap_or_default());
        T::deserialize(Value::from(text)).map_err(|_| invalid())
    }

    /// Returns a percent-encoded text by its header: a header holds no letter outside English by itself.
    pub(crate) fn text(&self, header: &str) -> String {
        let text = self
            .headers
            .get(header)
            .map_or(&[][..], |value| value.as_bytes());
        percent_decode(text).decode_utf8_lossy().into_owned()
    }
}

impl<'de, R: Runtime> CommandArg<'de, R> for Upload {
    fn from_command(command: CommandItem<'de, R>) -> Result<Self, InvokeError> {
        let bytes = match command.message.payload() {
            InvokeBody::Raw(bytes) => bytes.clone(),
            // Where the web view has no other way, bytes come as a list of numbers.
            InvokeBody::Json(numbers) => {
                serde_json::from_value(numbers.clone()).map_err(|_| InvokeError::from(invalid()))?
            }
        };
        let headers = command.message.headers().clone();
        Ok(Self { bytes, headers })
    }
}

fn invalid() -> CommandError {
    CommandError {
        code: ErrorCode::InvalidInput,
        detail: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_read_by_name_and_absent_ones_as_null() {
        let ask = Ask(serde_json::json!({ "text": "hola", "message": 7 }));
        assert_eq!(ask.get::<String>("text").unwrap(), "hola");
        assert_eq!(ask.get::<i64>("message").unwrap(), 7);
        assert_eq!(ask.get::<Option<i64>>("replyTo").unwrap(), None);
    }

    #[test]
    fn a_file_says_in_headers_what_it_is() {
        let mut headers = HeaderMap::new();
        headers.insert("x-side", "leads".parse().unwrap());
        headers.insert("x-name", "an%C3%A1lisis%202026.pdf".parse().unwrap());
        let bytes = vec![1];
        let upload = Upload { bytes, headers };
        assert_eq!(upload.get::<String>("x-side").unwrap(), "leads");
        assert_eq!(upload.text("x-name"), "análisis 2026.pdf");
        assert_eq!(upload.text("x-mime"), "");
        let absent = upload.get::<i64>("x-conversation").unwrap_err();
        assert_eq!(absent.code, ErrorCode::InvalidInput);
    }

    #[test]
    fn a_value_of_the_wrong_form_is_invalid_input() {
        let ask = Ask(serde_json::json!({ "message": "seven" }));
        let error = ask.get::<i64>("message").unwrap_err();
        assert_eq!(error.code, ErrorCode::InvalidInput);
    }
}

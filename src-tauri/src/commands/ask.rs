//! What the window asks with: named values, read as what the desk wants them to be.
//!
//! The ids and sides belong to the domain, which the window does not know; the desk's own signatures say their types.

use recado_inbox::view::change::{CommandError, ErrorCode};
use serde::de::DeserializeOwned;
use serde_json::Value;
use tauri::{
    Runtime,
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
        T::deserialize(value).map_err(|_| CommandError {
            code: ErrorCode::InvalidInput,
            detail: None,
        })
    }
}

impl<'de, R: Runtime> CommandArg<'de, R> for Ask {
    fn from_command(command: CommandItem<'de, R>) -> Result<Self, InvokeError> {
        match command.message.payload() {
            InvokeBody::Json(values) => Ok(Self(values.clone())),
            // Bytes belong to no command of ours: every value is then missing.
            InvokeBody::Raw(_) => Ok(Self(Value::Null)),
        }
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
    fn a_value_of_the_wrong_form_is_invalid_input() {
        let ask = Ask(serde_json::json!({ "message": "seven" }));
        let error = ask.get::<i64>("message").unwrap_err();
        assert_eq!(error.code, ErrorCode::InvalidInput);
    }
}

//! WhatsApp's and Graph's codes with their words.
//!
//! Source: <https://developers.facebook.com/documentation/business-messaging/whatsapp/support/error-codes>, read
//! November 2026.

/// Code, HTTP status, title, usual details, whether WhatsApp's `error_data` comes with it.
pub(super) type Entry = (u32, u16, &'static str, &'static str, bool);

/// Returns the row of a code; of a code that is not in the table, one that says so.
pub(super) fn entry(code: u32) -> Entry {
    let found = ENTRIES.iter().find(|entry| entry.0 == code);
    found
        .copied()
        .unwrap_or((code, 400, "Unknown error", "unknown error", true))
}

#[rustfmt::skip]
const ENTRIES: &[Entry] = &[
    (0, 401, "AuthException", "", false),
    (1, 400, "An unknown error occurred", "", false),
    (2, 503, "An unexpected error has occurred. Please retry your request later.", "", false),
    (3, 500, "Application does not have the capability to make this API call", "", false),
    (4, 400, "Application request limit reached", "", false),
    (10, 403, "Application does not have permission for this action", "", false),
    (100, 400, "Invalid parameter", "Invalid parameter", true),
    (190, 401, "Invalid OAuth access token - Cannot parse access token", "", false),
    (200, 403, "Permissions error", "", false),
    (368, 403, "The action attempted has been deemed abusive or is otherwise disallowed", "Temporarily blocked for policies violations.", true),
    (80007, 400, "Rate limit issues", "The WhatsApp Business Account has reached its rate limit.", true),
    (130403, 400, "User is blocked", "The business has blocked this user.", true),
    (130429, 400, "Rate limit hit", "Cloud API message throughput has been reached.", true),
    (130472, 400, "User's number is part of an experiment", "Failed to send message because this user's phone number is part of an experiment", true),
    (130497, 403, "Business account is restricted from messaging users in this country.", "Business account is restricted from messaging users in this country.", true),
    (131000, 500, "Something went wrong", "unknown error", true),
    (131005, 403, "Access denied", "Permission is either not granted or has been removed.", true),
    (131008, 400, "Required parameter is missing", "Required parameter is missing", true),
    (131009, 400, "Parameter value is not valid", "Parameter value is not valid", true),
    (131016, 500, "Service unavailable", "A service is temporarily unavailable.", true),
    (131021, 400, "Recipient cannot be sender", "Sender and recipient phone number is the same.", true),
    (131026, 400, "Message undeliverable", "Message Undeliverable.", true),
    (131030, 400, "Recipient phone number not in allowed list", "Recipient phone number not in allowed list: Add recipient phone number to recipient list and try again.", true),
    (131031, 403, "Business Account locked", "Business Account has been locked", true),
    (131042, 400, "Business eligibility payment issue", "Message failed to send because there were one or more errors related to your payment method.", true),
    (131045, 500, "Incorrect certificate", "Message failed to send due to a phone number registration error.", true),
    (131047, 400, "Re-engagement message", "Message failed to send because more than 24 hours have passed since the customer last replied to this number.", true),
    (131048, 400, "Spam rate limit hit", "Message failed to send because there are restrictions on how many messages can be sent from this phone number.", true),
    (131049, 400, "This message was not delivered to maintain healthy ecosystem engagement.", "In order to maintain a healthy ecosystem engagement, the message failed to be delivered.", true),
    (131050, 400, "Unable to deliver the message. This recipient has chosen to stop receiving marketing messages on WhatsApp from your business.", "User has stopped marketing messages.", true),
    (131051, 400, "Unsupported message type", "Message type is currently not supported", true),
    (131053, 400, "Media upload error", "Media upload error", true),
    (131056, 400, "(Business Account, Consumer Account) pair rate limit hit", "Too many messages sent to the same recipient in a short period of time.", true),
    (131057, 500, "Account in maintenance mode", "Business Account is in maintenance mode", true),
    (131059, 400, "Invalid cursor", "The paging cursor is not valid.", true),
    (131062, 400, "Business-scoped User ID (BSUID) recipients are not supported for this message.", "Authentication templates need a phone number", true),
    (132000, 400, "Number of parameters does not match the expected number of params", "number of parameters does not match", true),
    (132001, 404, "Template name does not exist in the translation", "template name does not exist", true),
    (132005, 400, "Translated text too long", "too long", true),
    (132007, 400, "Template Format Character Policy Violated", "policy", true),
    (132012, 400, "Parameter format does not match format in the created template", "format mismatch", true),
    (132015, 400, "Template is Paused", "Template is paused due to low quality", true),
    (132016, 400, "Template is Disabled", "disabled", true),
    (132018, 400, "There was a problem validating the parameters", "Param text cannot have new-line/tab characters or more than 4 consecutive spaces", true),
    (133010, 400, "The account is not registered", "Phone number not registered on the Whatsapp Business Platform.", true),
    (135000, 400, "Generic user error", "Message failed to send because of an unknown error with your request parameters", true),
];

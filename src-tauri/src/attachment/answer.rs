//! An answer of the `attachment` protocol: types that are safe to show, ranges, and headers that keep a file a file.

use std::ops::Range;
use tauri::http::{HeaderMap, Response, StatusCode, header};

/// Types the interface draws or plays. Everything else is handed over as bytes to be saved, never as a page: HTML, SVG
/// and whatever else could run.
const SHOWN: [&str; 17] = [
    "image/jpeg",
    "image/png",
    "image/webp",
    "image/gif",
    "audio/aac",
    "audio/amr",
    "audio/mp4",
    "audio/mpeg",
    "audio/ogg",
    "audio/wav",
    "audio/webm",
    "audio/x-m4a",
    "audio/x-wav",
    "video/3gpp",
    "video/mp4",
    "video/quicktime",
    "video/webm",
];

/// Where the interface itself comes from: WebKit, WebView2, and `tauri dev`.
const OURS: [&str; 2] = ["tauri://localhost", "http://tauri.localhost"];
#[cfg(dev)]
const DEVELOPED: Option<&str> = Some("http://localhost:1420");
#[cfg(not(dev))]
const DEVELOPED: Option<&str> = None;

/// Returns whether a request may be answered: it comes from the interface, or says nothing about where it comes from.
pub(super) fn is_ours(headers: &HeaderMap) -> bool {
    headers
        .get(header::ORIGIN)
        .is_none_or(|origin| our_origin(origin.as_bytes()).is_some())
}

fn our_origin(origin: &[u8]) -> Option<&'static str> {
    OURS.into_iter()
        .chain(DEVELOPED)
        .find(|ours| ours.as_bytes() == origin)
}

/// Which bytes a request asks for.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Asked {
    /// All of them.
    All,
    /// These, as far as they exist.
    Part(Range<u64>),
    /// So many at the end.
    Last(u64),
}

/// Returns which bytes are asked for. Several ranges at once, or what is none, may be answered with everything.
pub(super) fn asked(headers: &HeaderMap) -> Asked {
    let range = headers
        .get(header::RANGE)
        .and_then(|value| value.to_str().ok()?.trim().strip_prefix("bytes="))
        .filter(|range| !range.contains(','))
        .and_then(|range| range.split_once('-'));
    let Some((first, last)) = range else {
        return Asked::All;
    };
    let (first, last) = (first.trim(), last.trim());
    match (first.parse::<u64>(), last.parse::<u64>()) {
        (Ok(first), Ok(last)) if first <= last => Asked::Part(first..last.saturating_add(1)),
        (Ok(first), Err(_)) if last.is_empty() => Asked::Part(first..u64::MAX),
        (Err(_), Ok(count)) if first.is_empty() => Asked::Last(count),
        (Ok(_) | Err(_), Ok(_) | Err(_)) => Asked::All,
    }
}

/// Returns the answer with a file's bytes, or with a range of them.
pub(super) fn file(
    headers: &HeaderMap,
    mime: &str,
    length: u64,
    range: Option<Range<u64>>,
    bytes: Vec<u8>,
) -> Response<Vec<u8>> {
    let mut answer = Response::builder().header(header::ACCEPT_RANGES, "bytes");
    answer = match range {
        None => answer.status(StatusCode::OK),
        Some(Range { start, end }) => answer.status(StatusCode::PARTIAL_CONTENT).header(
            header::CONTENT_RANGE,
            format!("bytes {start}-{}/{length}", end.saturating_sub(1)),
        ),
    };
    answer = if SHOWN.contains(&mime) {
        answer.header(header::CONTENT_TYPE, mime)
    } else {
        answer
            .header(header::CONTENT_TYPE, "application/octet-stream")
            .header(header::CONTENT_DISPOSITION, "attachment")
    };
    guarded(answer, headers, bytes)
}

/// Returns the answer that no byte of the file lies in the range asked for.
pub(super) fn no_such_range(headers: &HeaderMap, length: u64) -> Response<Vec<u8>> {
    let answer = Response::builder()
        .status(StatusCode::RANGE_NOT_SATISFIABLE)
        .header(header::CONTENT_RANGE, format!("bytes */{length}"));
    guarded(answer, headers, Vec::new())
}

/// Returns an answer without a file.
pub(super) fn refusal(headers: &HeaderMap, status: StatusCode) -> Response<Vec<u8>> {
    guarded(Response::builder().status(status), headers, Vec::new())
}

fn guarded(
    answer: tauri::http::response::Builder,
    asked: &HeaderMap,
    bytes: Vec<u8>,
) -> Response<Vec<u8>> {
    let mut answer = answer
        .header(header::X_CONTENT_TYPE_OPTIONS, "nosniff")
        .header(
            header::CONTENT_SECURITY_POLICY,
            "default-src 'none'; sandbox",
        )
        // A patient's picture stays in no cache after the lock.
        .header(header::CACHE_CONTROL, "no-store");
    let origin = asked.get(header::ORIGIN);
    if let Some(ours) = origin.and_then(|origin| our_origin(origin.as_bytes())) {
        answer = answer
            .header(header::ACCESS_CONTROL_ALLOW_ORIGIN, ours)
            .header(
                header::ACCESS_CONTROL_EXPOSE_HEADERS,
                "Content-Range, Accept-Ranges",
            );
    }
    answer.body(bytes).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use tauri::http::HeaderValue;

    fn asking(name: header::HeaderName, value: &'static str) -> HeaderMap {
        HeaderMap::from_iter([(name, HeaderValue::from_static(value))])
    }

    #[test]
    fn a_range_is_what_a_player_asks_for() {
        let of = |value| asked(&asking(header::RANGE, value));
        assert_eq!(of("bytes=0-"), Asked::Part(0..u64::MAX));
        assert_eq!(of("bytes=10-19"), Asked::Part(10..20));
        assert_eq!(of("bytes=-100"), Asked::Last(100));
        assert_eq!(of("bytes=9-3"), Asked::All);
        assert_eq!(of("bytes=0-1,5-6"), Asked::All);
        assert_eq!(of("lines=1-2"), Asked::All);
        assert_eq!(asked(&HeaderMap::new()), Asked::All);
    }

    #[test]
    fn a_part_says_which_part_it_is() {
        let answer = file(&HeaderMap::new(), "audio/wav", 9, Some(2..5), vec![1, 2, 3]);
        assert_eq!(answer.status(), StatusCode::PARTIAL_CONTENT);
        assert_eq!(answer.headers()[header::CONTENT_RANGE], "bytes 2-4/9");
        assert_eq!(answer.headers()[header::CONTENT_TYPE], "audio/wav");
    }

    #[test]
    fn what_could_run_is_never_served_as_what_it_is() {
        for mime in [
            "text/html",
            "image/svg+xml",
            "application/xhtml+xml",
            "application/pdf",
            "text/xml",
        ] {
            let answer = file(&HeaderMap::new(), mime, 1, None, vec![b'<']);
            let headers = answer.headers();
            assert_eq!(headers[header::CONTENT_TYPE], "application/octet-stream");
            assert_eq!(headers[header::CONTENT_DISPOSITION], "attachment");
            assert_eq!(headers[header::X_CONTENT_TYPE_OPTIONS], "nosniff");
            assert_eq!(
                headers[header::CONTENT_SECURITY_POLICY],
                "default-src 'none'; sandbox"
            );
        }
    }

    #[test]
    fn only_the_interface_may_read_it() {
        let ours = asking(header::ORIGIN, "tauri://localhost");
        assert!(is_ours(&ours) && is_ours(&HeaderMap::new()));
        assert!(!is_ours(&asking(header::ORIGIN, "https://recado.example")));
        assert!(!is_ours(&asking(header::ORIGIN, "null")));
        let answer = file(&ours, "image/png", 1, None, vec![0]);
        assert_eq!(
            answer.headers()[header::ACCESS_CONTROL_ALLOW_ORIGIN],
            "tauri://localhost"
        );
        let open = file(&HeaderMap::new(), "image/png", 1, None, vec![0]);
        assert!(
            !open
                .headers()
                .contains_key(header::ACCESS_CONTROL_ALLOW_ORIGIN)
        );
    }
}

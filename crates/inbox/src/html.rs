//! A page to keep: self-contained, without script and without network. Everything that is said is escaped.

use std::io::{self, Write};

/// What the page looks like; it prints well, too.
const STYLE: &str = "body{font:15px/1.5 system-ui,sans-serif;max-width:46rem;margin:2rem auto;padding:0 1rem;color:#1b1d21;background:#fff}\
h1{font-size:1.5rem}h2{font-size:1.1rem;margin-top:2rem;border-bottom:1px solid #d9dce1;padding-bottom:.3rem}\
dl{display:grid;grid-template-columns:max-content 1fr;gap:.3rem 1rem}dt{color:#5c6370}dd{margin:0}\
article{border:1px solid #d9dce1;border-radius:8px;padding:.6rem .9rem;margin:.6rem 0;max-width:85%;break-inside:avoid}\
article.out{margin-left:auto;background:#eef4f3}article p{margin:.2rem 0}\
.words{white-space:pre-wrap;overflow-wrap:anywhere}.muted{color:#5c6370;font-size:.85rem}\
blockquote{margin:.2rem 0;padding-left:.7rem;border-left:3px solid #c3c8d0;color:#5c6370;overflow-wrap:anywhere}\
img,video{max-width:100%;border-radius:6px}table{border-collapse:collapse;width:100%}\
th,td{text-align:left;vertical-align:top;padding:.35rem .8rem .35rem 0;border-bottom:1px solid #e6e8ec}th{font-weight:500;color:#5c6370;width:38%}";

/// A page that is being written.
pub(crate) struct Html<W: Write>(W);

impl<W: Write> Html<W> {
    /// Begins a page. Its policy lets in nothing but files that lie beside it.
    ///
    /// # Errors
    /// What the writer gives.
    pub fn begin(mut to: W, language: &str, title: &str) -> io::Result<Self> {
        write!(
            to,
            "<!doctype html>\n<html lang=\"{}\"><head><meta charset=\"utf-8\">\
             <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; img-src 'self' file:; \
             media-src 'self' file:; style-src 'unsafe-inline'\">\
             <meta name=\"viewport\" content=\"width=device-width\"><meta name=\"referrer\" content=\"no-referrer\">\
             <title>{}</title><style>{STYLE}</style></head><body>\n",
            escaped(language),
            escaped(title)
        )?;
        Ok(Self(to))
    }

    /// Writes an element with a text.
    ///
    /// # Errors
    /// What the writer gives.
    pub fn text(&mut self, element: &str, class: &str, text: &str) -> io::Result<()> {
        self.begin_element(element, class)?;
        writeln!(self.0, "{}</{element}>", escaped(text))
    }

    /// Opens an element.
    ///
    /// # Errors
    /// What the writer gives.
    pub fn open(&mut self, element: &str, class: &str) -> io::Result<()> {
        self.begin_element(element, class)?;
        writeln!(self.0)
    }

    /// Closes an element.
    ///
    /// # Errors
    /// What the writer gives.
    pub fn close(&mut self, element: &str) -> io::Result<()> {
        writeln!(self.0, "</{element}>")
    }

    /// Shows a file that lies beside the page, or links to it.
    ///
    /// # Errors
    /// What the writer gives.
    pub fn file(&mut self, path: &str, mime: &str, name: &str) -> io::Result<()> {
        let (path, name) = (escaped(path), escaped(name));
        let shown = ["image/jpeg", "image/png", "image/gif", "image/webp"];
        if shown.contains(&mime) {
            writeln!(self.0, "<p><img src=\"{path}\" alt=\"{name}\"></p>")
        } else if mime.starts_with("video/") {
            writeln!(
                self.0,
                "<p><video controls preload=\"none\" src=\"{path}\"></video></p>"
            )
        } else if mime.starts_with("audio/") {
            writeln!(
                self.0,
                "<p><audio controls preload=\"none\" src=\"{path}\"></audio></p>"
            )
        } else {
            writeln!(self.0, "<p><a href=\"{path}\">{name}</a></p>")
        }
    }

    /// Ends the page and gives the writer back.
    ///
    /// # Errors
    /// What the writer gives.
    pub fn end(mut self) -> io::Result<W> {
        writeln!(self.0, "</body></html>")?;
        self.0.flush()?;
        Ok(self.0)
    }

    fn begin_element(&mut self, element: &str, class: &str) -> io::Result<()> {
        if class.is_empty() {
            write!(self.0, "<{element}>")
        } else {
            write!(self.0, "<{element} class=\"{class}\">")
        }
    }
}

fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            c => safe.push(c),
        }
    }
    safe
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_is_said_becomes_markup() {
        let mut page = Html::begin(Vec::new(), "pt", "<b>").unwrap();
        page.text("p", "words", "<script>alert('1')</script> & \"x\"")
            .unwrap();
        page.file("media/0001.jpg", "image/jpeg", "\"onerror=")
            .unwrap();
        let page = String::from_utf8(page.end().unwrap()).unwrap();
        assert!(!page.contains("<script") && !page.contains("<b>"));
        assert!(page.contains("alt=\"&quot;onerror=\""));
        assert!(page.contains("default-src 'none'"));
    }
}

//! Comma-separated values as RFC 4180 has them; semicolons and tabs too.

/// The rows of a text. The separator is the one of `\t`, `;` and `,` that the first line has most of.
pub(super) fn rows(text: &str) -> impl Iterator<Item = (usize, Vec<String>)> + '_ {
    let first = text.lines().next().unwrap_or_default();
    let separator = ['\t', ';', ','].into_iter().max_by_key(|s| first.matches(*s).count()).unwrap_or(',');
    let mut rest = text.chars().peekable();
    let mut line = 1;
    std::iter::from_fn(move || {
        rest.peek()?;
        let begun = line;
        let mut row = Vec::new();
        let mut cell = String::new();
        let mut quoted = false;
        while let Some(c) = rest.next() {
            line += usize::from(c == '\n');
            match c {
                '"' if quoted && rest.peek() == Some(&'"') => {
                    cell.push('"');
                    rest.next();
                }
                '"' if quoted || cell.is_empty() => quoted = !quoted,
                c if c == separator && !quoted => row.push(std::mem::take(&mut cell)),
                '\n' if !quoted => break,
                '\r' if !quoted => {}
                c => cell.push(c),
            }
        }
        row.push(cell);
        Some((begun, row))
    })
}

#[cfg(test)]
mod tests {
    use super::rows;

    #[test]
    fn quotes_guard_separators_and_line_ends() {
        let read: Vec<_> = rows("a,b\r\n\"x, \"\"y\"\"\nz\",2\nlast,\n").collect();
        assert_eq!(read[0], (1, vec!["a".to_owned(), "b".to_owned()]));
        assert_eq!(read[1], (2, vec!["x, \"y\"\nz".to_owned(), "2".to_owned()]));
        assert_eq!(read[2], (4, vec!["last".to_owned(), String::new()]));
        assert_eq!(rows("a;b\n1,5;2").nth(1).map(|r| r.1), Some(vec!["1,5".to_owned(), "2".to_owned()]));
    }
}

//! A table as text that is changed by rows and stays what its writer made of it: comments stay with the rows behind them.

/// A table: its header, and its rows with the comments before each.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sheet {
    /// Lines before the header.
    head: Vec<String>,
    /// Column names.
    pub header: Vec<String>,
    rows: Vec<Row>,
    /// Lines behind the last row.
    tail: Vec<String>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Row {
    before: Vec<String>,
    cells: Vec<String>,
}

impl Sheet {
    /// Reads a text; an empty one gets this header.
    #[must_use]
    pub fn read(text: &str, header: &[String]) -> Self {
        let mut out = Self::default();
        let mut held: Vec<String> = Vec::new();
        for line in text.lines() {
            let line = line.trim_end_matches('\r');
            if line.trim().is_empty() || line.trim_start().starts_with('#') {
                held.push(line.to_owned());
            } else if out.header.is_empty() {
                out.head = std::mem::take(&mut held);
                out.header = line.split('\t').map(|c| c.trim().to_owned()).collect();
            } else {
                let cells = line.split('\t').map(str::to_owned).collect();
                out.rows.push(Row { before: std::mem::take(&mut held), cells });
            }
        }
        if out.header.is_empty() {
            out.head = std::mem::take(&mut held);
            out.header = header.to_vec();
        }
        out.tail = held;
        out
    }

    /// The cells of the row with this key, by column; none where there is none.
    #[must_use]
    pub fn row(&self, key: &str) -> Option<Vec<(String, String)>> {
        let row = self.rows.iter().find(|row| is_key(row, key))?;
        let cells = self.header.iter().zip(&row.cells).filter(|(_, c)| !c.trim().is_empty());
        Some(cells.map(|(h, c)| (h.clone(), c.trim().to_owned())).collect())
    }

    /// The keys of the rows, in their order.
    pub fn keys(&self) -> impl Iterator<Item = &str> {
        self.rows.iter().map(|row| row.cells.first().map_or("", |c| c.trim()))
    }

    /// Whether there is no row.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Puts a row at its place in the order, in place of the one with its key. With `second`, rows of one key differ in that
    /// column, and only the one with the same value gives way.
    ///
    /// # Errors
    /// When a column is not one of the table's, the row has no key, or a cell holds a tab or a line end.
    pub fn put(&mut self, cells: &[(String, String)], second: Option<&str>) -> Result<(), String> {
        if let Some((column, _)) = cells.iter().find(|(c, _)| !self.header.contains(c)) {
            return Err(format!("no column `{column}`; there are: {}", self.header.join(", ")));
        }
        if let Some((column, _)) = cells.iter().find(|(_, v)| v.contains(['\t', '\n', '\r'])) {
            return Err(format!("column `{column}`: a cell holds no tab and no line end"));
        }
        let cell = |column: &str| cells.iter().find(|(c, _)| c == column).map_or("", |(_, v)| v.trim());
        let first = self.header.first().cloned().unwrap_or_default();
        let key = cell(&first).to_owned();
        if key.is_empty() {
            return Err(format!("`{first}` is missing: it names the row"));
        }
        if key.starts_with('#') {
            return Err(format!("`{first}`: a key does not begin with #, such lines are comments"));
        }
        let made: Vec<String> = self.header.iter().map(|h| cell(h).to_owned()).collect();
        let other = second.and_then(|s| self.header.iter().position(|h| h == s));
        let same = |row: &Row| {
            is_key(row, &key)
                && other.is_none_or(|at| row.cells.get(at).map(|c| c.trim()) == made.get(at).map(String::as_str))
        };
        match self.rows.iter_mut().find(|row| same(row)) {
            Some(row) => row.cells = made,
            None => {
                let at = self.rows.partition_point(|row| row.cells.first().map_or("", |c| c.trim()) <= key.as_str());
                self.rows.insert(at, Row { before: Vec::new(), cells: made });
            }
        }
        Ok(())
    }

    /// Takes the rows of a key out; whether there was one. Their comments go to what stands behind them.
    pub fn remove(&mut self, key: &str) -> bool {
        let mut found = false;
        while let Some(at) = self.rows.iter().position(|row| is_key(row, key)) {
            let gone = self.rows.remove(at);
            let next = self.rows.get_mut(at).map_or(&mut self.tail, |row| &mut row.before);
            next.splice(0..0, gone.before);
            found = true;
        }
        found
    }

    /// The table as text.
    #[must_use]
    pub fn text(&self) -> String {
        let mut out: Vec<&str> = self.head.iter().map(String::as_str).collect();
        let header = self.header.join("\t");
        out.push(&header);
        let rows: Vec<String> = self.rows.iter().map(|row| row.cells.join("\t")).collect();
        for (row, line) in self.rows.iter().zip(&rows) {
            out.extend(row.before.iter().map(String::as_str));
            out.push(line);
        }
        out.extend(self.tail.iter().map(String::as_str));
        out.join("\n") + "\n"
    }
}

fn is_key(row: &Row, key: &str) -> bool {
    row.cells.first().is_some_and(|cell| cell.trim() == key)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn cells(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
        pairs.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect()
    }

    fn header() -> Vec<String> {
        ["id", "en", "source"].map(str::to_owned).to_vec()
    }

    #[test]
    fn comments_stay_with_the_row_behind_them() {
        let text = "# mine\nid\ten\tsource\na\tA\tx\n# about c\nc\tC\tx\n# the end\n";
        let mut sheet = Sheet::read(text, &header());
        assert_eq!(sheet.text(), text);
        sheet.put(&cells(&[("id", "b"), ("en", "B")]), None).unwrap();
        assert_eq!(sheet.text(), "# mine\nid\ten\tsource\na\tA\tx\nb\tB\t\n# about c\nc\tC\tx\n# the end\n");
        sheet.put(&cells(&[("id", "c"), ("en", "D")]), None).unwrap();
        assert!(sheet.text().contains("# about c\nc\tD\t\n"));
        assert!(sheet.remove("c") && !sheet.remove("c"));
        assert!(sheet.text().ends_with("b\tB\t\n# about c\n# the end\n"));
    }

    #[test]
    fn rows_of_one_key_may_differ_in_a_second_column() {
        let mut sheet = Sheet::read("", &["lemma", "pos"].map(str::to_owned));
        sheet.put(&cells(&[("lemma", "قائد"), ("pos", "noun")]), Some("pos")).unwrap();
        sheet.put(&cells(&[("lemma", "قائد"), ("pos", "adj")]), Some("pos")).unwrap();
        sheet.put(&cells(&[("lemma", "قائد"), ("pos", "adj")]), Some("pos")).unwrap();
        assert_eq!(sheet.keys().count(), 2);
    }

    #[test]
    fn what_is_no_row_of_the_table_is_refused_by_name() {
        let mut sheet = Sheet::read("", &header());
        for (row, says) in [
            (cells(&[("id", "x"), ("height", "3")]), "`height`; there are: id, en, source"),
            (cells(&[("en", "x")]), "`id` is missing"),
            (cells(&[("id", "x"), ("en", "a\tb")]), "column `en`"),
            (cells(&[("id", "#x")]), "begin with #"),
        ] {
            assert!(sheet.put(&row, None).unwrap_err().contains(says), "{says}");
        }
        assert!(sheet.is_empty());
    }

    proptest! {
        #[test]
        fn any_text_is_read_and_written_the_same_way_twice(text in "(#?[a-c\\t ]{0,8}\\r?\\n){0,12}") {
            let once = Sheet::read(&text, &header()).text();
            prop_assert_eq!(Sheet::read(&once, &header()).text(), once);
        }

        #[test]
        fn whatever_is_written_is_read_as_it_was(
            table in "([#a-c\\t \\[\\]=\"]{0,9}\\r?\\n){0,8}|\\PC{0,40}",
            beside in "[a-c \\t#⟦⟧\\[\\]:=;-]{0,20}|\\PC{0,30}"
        ) {
            crate::check_written(&table, &beside);
        }

        #[test]
        fn keys_are_in_order_and_unique(keys in prop::collection::vec("[a-e]{1,2}", 0..20)) {
            let mut sheet = Sheet::read("", &header());
            for key in &keys {
                sheet.put(&cells(&[("id", key)]), None).unwrap();
            }
            let mut wanted = keys.clone();
            wanted.sort();
            wanted.dedup();
            prop_assert_eq!(sheet.keys().map(str::to_owned).collect::<Vec<_>>(), wanted);
        }
    }
}

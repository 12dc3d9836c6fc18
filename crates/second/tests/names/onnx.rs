//! Writes ONNX files: the few messages of its protocol buffers that a small model needs.

/// A message of protocol buffers.
#[derive(Default, Clone)]
struct Message(Vec<u8>);

impl Message {
    fn varint(&mut self, mut n: u64) {
        while n >= 0x80 {
            self.0.push(n as u8 | 0x80);
            n >>= 7;
        }
        self.0.push(n as u8);
    }

    fn number(mut self, field: u64, n: i64) -> Self {
        self.varint(field << 3);
        self.varint(n as u64);
        self
    }

    fn bytes(mut self, field: u64, bytes: &[u8]) -> Self {
        self.varint(field << 3 | 2);
        self.varint(bytes.len() as u64);
        self.0.extend_from_slice(bytes);
        self
    }

    fn text(self, field: u64, text: &str) -> Self {
        self.bytes(field, text.as_bytes())
    }

    fn message(self, field: u64, message: &Message) -> Self {
        self.bytes(field, &message.0)
    }
}

const FLOAT: i64 = 1;
const INT64: i64 = 7;

/// A graph that grows node by node.
#[derive(Default, Clone)]
pub struct Graph {
    body: Message,
    nodes: usize,
}

impl Graph {
    fn add(&mut self, op: &str, inputs: &[&str], attributes: &[(&str, &[i64])]) -> String {
        self.nodes += 1;
        let out = format!("n{}", self.nodes);
        let mut node = Message::default();
        for input in inputs {
            node = node.text(1, input);
        }
        node = node.text(2, &out).text(3, &out).text(4, op);
        for (name, values) in attributes {
            let mut attribute = Message::default().text(1, name);
            attribute = match values {
                // `axis` and `to` are one number, `axes` and `perm` a list.
                [one] if *name != "axes" => attribute.number(3, *one).number(20, 2),
                many => many.iter().fold(attribute, |a, n| a.number(8, *n)).number(20, 7),
            };
            node = node.message(5, &attribute);
        }
        self.body = std::mem::take(&mut self.body).message(1, &node);
        out
    }

    fn constant(&mut self, name: &str, shape: &[i64], values: &[f32]) -> String {
        let raw: Vec<u8> = values.iter().flat_map(|x| x.to_le_bytes()).collect();
        let tensor = shape.iter().fold(Message::default(), |t, n| t.number(1, *n));
        let tensor = tensor.number(2, FLOAT).text(8, name).bytes(9, &raw);
        self.body = std::mem::take(&mut self.body).message(5, &tensor);
        name.to_owned()
    }

    fn port(name: &str, kind: i64, dims: &[&str]) -> Message {
        let shape = dims.iter().fold(Message::default(), |s, d| s.message(1, &Message::default().text(2, d)));
        let tensor = Message::default().number(1, kind).message(2, &shape);
        Message::default().text(1, name).message(2, &Message::default().message(1, &tensor))
    }

    fn input(&mut self, name: &str) {
        self.body = std::mem::take(&mut self.body).message(11, &Self::port(name, INT64, &["batch", "sequence"]));
    }

    fn output(&mut self, name: &str) {
        let port = Self::port(name, FLOAT, &["batch", "sequence", "labels"]);
        self.body = std::mem::take(&mut self.body).message(12, &port);
    }

    /// The file.
    pub fn bytes(&self) -> Vec<u8> {
        let graph = self.body.clone().text(2, "made-by-a-test");
        let opset = Message::default().text(1, "").number(2, 13);
        Message::default().number(1, 8).message(7, &graph).message(8, &opset).0
    }
}

/// What a model takes.
pub struct Model<'m> {
    pub inputs: &'m [&'m str],
}

impl Default for Model<'_> {
    fn default() -> Self {
        Self { inputs: &["input_ids", "attention_mask", "token_type_ids"] }
    }
}

fn flat(rows: &[Vec<f32>]) -> Vec<f32> {
    rows.concat()
}

/// A model that knows each word's scores by heart: `Gather`, `MatMul` with ones in the diagonal, `Add`.
pub fn lookup(scores: &[Vec<f32>], model: Model<'_>) -> Vec<u8> {
    let (words, labels) = (scores.len() as i64, scores[0].len());
    let mut g = Graph::default();
    model.inputs.iter().for_each(|name| g.input(name));
    let table = g.constant("table", &[words, labels as i64], &flat(scores));
    let one = diagonal(labels, 1.0);
    let weights = g.constant("weights", &[labels as i64, labels as i64], &one);
    let bias = g.constant("bias", &[labels as i64], &vec![0.5; labels]);
    let embedded = g.add("Gather", &[&table, model.inputs[0]], &[("axis", &[0])]);
    let mixed = g.add("MatMul", &[&embedded, &weights], &[]);
    let out = g.add("Add", &[&mixed, &bias], &[]);
    g.output(&out);
    g.bytes()
}

fn diagonal(n: usize, x: f32) -> Vec<f32> {
    (0..n * n).map(|at| if at / n == at % n { x } else { 0.0 }).collect()
}

type ByHand = Box<dyn Fn(&[usize], usize) -> Vec<usize>>;

/// A model with the layers of a transformer as exporters write them: embeddings with positions, masked attention, the sum with
/// what went in, normalisation from its parts, the error function; and the same by hand: the label of each piece.
pub fn attention(scores: &[Vec<f32>], length: usize) -> (Vec<u8>, ByHand) {
    let (words, width) = (scores.len(), scores[0].len());
    let positions: Vec<Vec<f32>> =
        (0..length).map(|at| (0..width).map(|d| 0.1 * ((at * 3 + d) % 5) as f32).collect()).collect();
    let mut g = Graph::default();
    g.input("input_ids");
    g.input("attention_mask");
    let w = width as i64;
    let table = g.constant("table", &[words as i64, w], &flat(scores));
    let places = g.constant("places", &[1, length as i64, w], &flat(&positions));
    let query = g.constant("query", &[w, w], &diagonal(width, 0.5));
    let value = g.constant("value", &[w, w], &diagonal(width, 0.25));
    let (one, far, small) =
        (g.constant("one", &[1], &[1.0]), g.constant("far", &[1], &[-10_000.0]), g.constant("small", &[1], &[1e-5]));
    let (two, half, root) =
        (g.constant("two", &[1], &[2.0]), g.constant("half", &[1], &[0.5]), g.constant("root", &[1], &[2.0f32.sqrt()]));
    let embedded = g.add("Gather", &[&table, "input_ids"], &[("axis", &[0])]);
    let x = g.add("Add", &[&embedded, &places], &[]);
    let mask = g.add("Cast", &["attention_mask"], &[("to", &[FLOAT])]);
    // Opset 13 takes the axes of Unsqueeze as an input; a reshape by MatMul-free broadcasting needs none: [1, n] → [1, 1, n].
    let hidden = g.add("Sub", &[&one, &mask], &[]);
    let hidden = g.add("Mul", &[&hidden, &far], &[]);
    let q = g.add("MatMul", &[&x, &query], &[]);
    let k = g.add("Transpose", &[&x], &[("perm", &[0, 2, 1])]);
    let s = g.add("MatMul", &[&q, &k], &[]);
    let s = g.add("Add", &[&s, &hidden], &[]);
    let s = g.add("Softmax", &[&s], &[("axis", &[-1])]);
    let v = g.add("MatMul", &[&x, &value], &[]);
    let mixed = g.add("MatMul", &[&s, &v], &[]);
    let sum = g.add("Add", &[&x, &mixed], &[]);
    let mean = g.add("ReduceMean", &[&sum], &[("axes", &[-1])]);
    let from = g.add("Sub", &[&sum, &mean], &[]);
    let square = g.add("Pow", &[&from, &two], &[]);
    let variance = g.add("ReduceMean", &[&square], &[("axes", &[-1])]);
    let variance = g.add("Add", &[&variance, &small], &[]);
    let deviation = g.add("Sqrt", &[&variance], &[]);
    let normal = g.add("Div", &[&from, &deviation], &[]);
    let scaled = g.add("Div", &[&normal, &root], &[]);
    let erf = g.add("Erf", &[&scaled], &[]);
    let erf = g.add("Add", &[&erf, &one], &[]);
    let gelu = g.add("Mul", &[&normal, &erf], &[]);
    let out = g.add("Mul", &[&gelu, &half], &[]);
    g.output(&out);
    let scores = scores.to_vec();
    let by_hand: ByHand = Box::new(move |ids: &[usize], real: usize| {
        let x: Vec<Vec<f64>> = ids
            .iter()
            .zip(&positions)
            .map(|(id, place)| scores[*id].iter().zip(place).map(|(a, b)| f64::from(a + b)).collect())
            .collect();
        x.iter()
            .map(|row| {
                let dot = |other: &Vec<f64>| row.iter().zip(other).map(|(a, b)| 0.5 * a * b).sum::<f64>();
                let weights: Vec<f64> = x.iter().take(real).map(|other| dot(other).exp()).collect();
                let all: f64 = weights.iter().sum();
                let mixed: Vec<f64> = (0..row.len())
                    .map(|d| row[d] + x.iter().zip(&weights).map(|(o, w)| 0.25 * o[d] * w / all).sum::<f64>())
                    .collect();
                // Normalising and the error function keep the order of what is above the mean: the greatest stays the greatest.
                (0..mixed.len()).max_by(|a, b| mixed[*a].total_cmp(&mixed[*b])).unwrap()
            })
            .collect()
    });
    (g.bytes(), by_hand)
}

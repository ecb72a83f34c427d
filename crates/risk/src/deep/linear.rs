//! Rows of numbers, and their products with a matrix of eight bits a number.

use pulp::{Arch, NullaryFnOnce};

/// Rows of one width, one behind the other.
#[derive(Debug)]
pub(super) struct Rows {
    width: usize,
    numbers: Vec<f32>,
}

impl Rows {
    pub(super) fn new(width: usize, numbers: Vec<f32>) -> Rows {
        Rows { width, numbers }
    }

    pub(super) fn zeros(count: usize, width: usize) -> Rows {
        Rows::new(width, vec![0.0; count * width])
    }

    pub(super) fn width(&self) -> usize {
        self.width
    }

    pub(super) fn count(&self) -> usize {
        self.numbers.len() / self.width
    }

    pub(super) fn each(&self) -> impl Iterator<Item = &[f32]> {
        self.numbers.chunks_exact(self.width)
    }

    pub(super) fn each_mut(&mut self) -> impl Iterator<Item = &mut [f32]> {
        self.numbers.chunks_exact_mut(self.width)
    }

    pub(super) fn add(&mut self, others: &Rows) {
        for (sum, value) in self.numbers.iter_mut().zip(&others.numbers) {
            *sum += value;
        }
    }
}

/// A matrix as it lies in the file, and what is added to its products.
#[derive(Debug)]
pub(super) struct Linear {
    /// What a row's input is wide.
    pub(super) width: usize,
    /// Outputs times inputs, signed.
    pub(super) weights: &'static [u8],
    /// Of each output.
    pub(super) scales: Vec<f32>,
    /// Of each output.
    pub(super) bias: Vec<f32>,
}

/// The largest whole number that a row's numbers become: with weights of eight bits and rows of up to 8,192 a sum stays
/// below 2 to the power of 31.
const LARGEST: f32 = 2047.0;

impl Linear {
    pub(super) fn of(&self, rows: &Rows) -> Rows {
        let (scales, whole) = whole_numbers(rows);
        let mut products = Rows::zeros(rows.count(), self.scales.len());
        Arch::new().dispatch(Multiply {
            linear: self,
            whole: &whole,
            scales: &scales,
            products: &mut products,
        });
        products
    }
}

/// What is done in the widest registers that the processor has.
struct Multiply<'a> {
    linear: &'a Linear,
    whole: &'a [i16],
    /// Of each row.
    scales: &'a [f32],
    products: &'a mut Rows,
}

impl NullaryFnOnce for Multiply<'_> {
    type Output = ();

    #[inline(always)]
    fn call(self) {
        let width = self.linear.width;
        let mut wide = vec![0_i16; width];
        let each = self.linear.weights.chunks_exact(width);
        let each = each.zip(&self.linear.scales).zip(&self.linear.bias);
        for (output, ((weights, scale), bias)) in each.enumerate() {
            for (wide, weight) in wide.iter_mut().zip(weights) {
                *wide = i16::from(weight.cast_signed());
            }
            let inputs = self.whole.chunks_exact(width).zip(self.scales);
            for (row, (input, of_row)) in self.products.each_mut().zip(inputs) {
                if let Some(product) = row.get_mut(output) {
                    *product = dot(&wide, input) as f32 * scale * of_row + bias;
                }
            }
        }
    }
}

/// Returns each row's scale and its numbers as whole ones.
fn whole_numbers(rows: &Rows) -> (Vec<f32>, Vec<i16>) {
    let mut scales = Vec::with_capacity(rows.count());
    let mut whole = Vec::with_capacity(rows.numbers.len());
    for row in rows.each() {
        let most = row
            .iter()
            .fold(0.0_f32, |most, number| most.max(number.abs()));
        let by = if most > 0.0 { LARGEST / most } else { 0.0 };
        scales.push(most / LARGEST);
        whole.extend(row.iter().map(|number| (number * by).round() as i16));
    }
    (scales, whole)
}

/// As plain as it stands here compilers know it for what one instruction does.
#[inline(always)]
fn dot(one: &[i16], two: &[i16]) -> i32 {
    let products = one.iter().zip(two);
    products
        .map(|(one, two)| i32::from(*one) * i32::from(*two))
        .sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn products_are_those_of_the_numbers() {
        let linear = Linear {
            width: 3,
            // 2, -1, 0 and 127, 0, -128.
            weights: &[2, 255, 0, 127, 0, 128],
            scales: vec![0.5, 0.01],
            bias: vec![1.0, -1.0],
        };
        let products = linear.of(&Rows::new(3, vec![1.0, 2.0, 3.0, 0.0, 0.0, 0.0]));
        let products: Vec<&[f32]> = products.each().collect();
        let close = |one: f32, two: f32| assert!((one - two).abs() < 0.005, "{one} {two}");
        close(products[0][0], 1.0);
        close(products[0][1], 1.27 - 3.84 - 1.0);
        assert_eq!(products[1], [1.0, -1.0]);
    }
}

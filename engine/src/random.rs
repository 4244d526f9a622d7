//! Chance, by key: what a patient draws depends on who draws and what for, never on when,
//! beside whom, or under which arm.
//!
//! A stream is a position-addressed sequence of numbers. Its key is BLAKE3 of (seed, patient,
//! instance, purpose); the number at position `count` is word `count` of the ChaCha8 key stream
//! under that key. There is no generator to advance and no state to save: a snapshot of a patient
//! keeps only how many numbers were drawn, arms of one twin share their draws because the key
//! leaves the arm out, and adding a draw for one purpose never shifts those for another.
//!
//! Bits do not depend on the machine: the cipher is integer arithmetic, and the normal numbers are
//! made with our own logarithm.

use chacha20::ChaCha8Rng;
use physiology::Real;
use rand::{Rng, SeedableRng};

/// Key of the hash that makes keys: a label filled up with zeros. Another way of making keys or
/// numbers must have another label, so that an old seed never gives new numbers in silence.
const LABEL: &[u8; 32] = b"homeostat stream v1\0\0\0\0\0\0\0\0\0\0\0\0\0";

/// A sequence of random numbers, each reached by its position.
///
/// ```
/// use engine::random::Stream;
/// let stream = Stream::new(42, 7, "insulin", "between people");
/// let third = stream.normal(2);
/// stream.uniform(0);
/// assert_eq!(stream.normal(2), third);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stream {
    key: [u8; 32],
}

impl Stream {
    /// The stream of one `patient` (its number in the ensemble) of the run's `seed`, for the
    /// component `instance` (empty for the person as a whole) and one `purpose`, such as
    /// `"between people"` or `"sensor noise"`.
    ///
    /// Streams that differ in any of the four are independent. Leave out of them whatever must
    /// not change the draws, the arm above all.
    pub fn new(seed: u64, patient: u64, instance: &str, purpose: &str) -> Self {
        // At once over one buffer: twice as fast as a hasher fed in pieces, and a cohort
        // makes tens of streams for each of a million people.
        let mut message = Vec::with_capacity(32 + instance.len() + purpose.len());
        message.extend_from_slice(&seed.to_le_bytes());
        message.extend_from_slice(&patient.to_le_bytes());
        for field in [instance, purpose] {
            // The length stands before the text, so that ("ab", "c") is not ("a", "bc").
            message.extend_from_slice(&(field.len() as u64).to_le_bytes());
            message.extend_from_slice(field.as_bytes());
        }
        Self {
            key: *blake3::keyed_hash(LABEL, &message).as_bytes(),
        }
    }

    /// The number at position `count`, evenly distributed between 0 and 1, never either of them.
    ///
    /// It is one of the 2^52 odd multiples of 2^-53: exact, and as likely as its complement
    /// `1 - u`, which is exact too (what antithetic pairs need).
    pub fn uniform(&self, count: u64) -> f64 {
        const SPACING: f64 = 1.0 / (1u64 << 53) as f64;
        let odd = (self.generator(count).next_u64() >> 11) | 1;
        odd as f64 * SPACING
    }

    /// The number at position `count` as a draw from the normal distribution of mean 0 and
    /// standard deviation 1: [`inverse_normal`] of [`uniform`](Self::uniform), so within 8.21 of 0.
    pub fn normal(&self, count: u64) -> f64 {
        inverse_normal(self.uniform(count))
    }

    /// A generator for samplers that need one, whose first 64 bits are those at position `count`
    /// and whose next are those at the positions after it.
    ///
    /// Give a sampler that draws an unknown number of times a stream of its own purpose.
    pub fn generator(&self, count: u64) -> impl Rng + use<> {
        let mut generator = ChaCha8Rng::from_seed(self.key);
        // Positions count 64-bit numbers, the cipher counts 32-bit words.
        generator.set_word_pos(u128::from(count) * 2);
        generator
    }
}

/// The standard normal quantile: the number below which a share `p` of a normal distribution of
/// mean 0 and standard deviation 1 lies, to about 1 part in 10^16.
///
/// Minus infinity at 0, infinity at 1, NaN outside. Antisymmetric to the bit about 1/2 wherever
/// `1 - p` is exact.
///
/// Wichura MJ. Algorithm AS 241: the percentage points of the normal distribution.
/// Appl Statist 1988; 37: 477-484 (PPND16).
pub fn inverse_normal(p: f64) -> f64 {
    let q = p - 0.5;
    if Real::abs(q) <= 0.425 {
        return q * ratio(0.180625 - q * q, CENTRE);
    }
    let tail = if q < 0.0 { p } else { 1.0 - p };
    if tail == 0.0 {
        return if q < 0.0 {
            -f64::INFINITY
        } else {
            f64::INFINITY
        };
    }
    // NaN outside of 0 to 1, because the logarithm is.
    let r = Real::sqrt(-Real::ln(tail));
    let size = if r <= 5.0 {
        ratio(r - 1.6, SHOULDER)
    } else {
        ratio(r - 5.0, TAIL)
    };
    if q < 0.0 { -size } else { size }
}

/// Coefficients of a quotient of two polynomials of degree 7, constant terms first.
type Quotient = [[f64; 8]; 2];

/// Value of a quotient at `r`.
fn ratio(r: f64, [above, below]: Quotient) -> f64 {
    let horner = |c: [f64; 8]| c.iter().rev().fold(0.0, |sum, c| sum * r + c);
    horner(above) / horner(below)
}

// The algorithm's constants as printed: more digits than an f64 holds.
#[rustfmt::skip]
#[allow(clippy::excessive_precision)]
const CENTRE: Quotient = [
    [
        3.3871328727963666080e0, 1.3314166789178437745e2, 1.9715909503065514427e3,
        1.3731693765509461125e4, 4.5921953931549871457e4, 6.7265770927008700853e4,
        3.3430575583588128105e4, 2.5090809287301226727e3,
    ],
    [
        1.0,                     4.2313330701600911252e1, 6.8718700749205790830e2,
        5.3941960214247511077e3, 2.1213794301586595867e4, 3.9307895800092710610e4,
        2.8729085735721942674e4, 5.2264952788528545610e3,
    ],
];
#[rustfmt::skip]
#[allow(clippy::excessive_precision)]
const SHOULDER: Quotient = [
    [
        1.42343711074968357734e0,  4.63033784615654529590e0,  5.76949722146069140550e0,
        3.64784832476320460504e0,  1.27045825245236838258e0,  2.41780725177450611770e-1,
        2.27238449892691845833e-2, 7.74545014278341407640e-4,
    ],
    [
        1.0,                       2.05319162663775882187e0,  1.67638483018380384940e0,
        6.89767334985100004550e-1, 1.48103976427480074590e-1, 1.51986665636164571966e-2,
        5.47593808499534494600e-4, 1.05075007164441684324e-9,
    ],
];
#[rustfmt::skip]
#[allow(clippy::excessive_precision)]
const TAIL: Quotient = [
    [
        6.65790464350110377720e0,  5.46378491116411436990e0,  1.78482653991729133580e0,
        2.96560571828504891230e-1, 2.65321895265761230930e-2, 1.24266094738807843860e-3,
        2.71155556874348757815e-5, 2.01033439929228813265e-7,
    ],
    [
        1.0,                       5.99832206555887937690e-1, 1.36929880922735805310e-1,
        1.48753612908506148525e-2, 7.86869131145613259100e-4, 1.84631831751005468180e-5,
        1.42151175831644588870e-7, 2.04426310338993978564e-15,
    ],
];

#[cfg(test)]
mod tests {
    use super::*;

    fn stream() -> Stream {
        Stream::new(20_261_104, 17, "insulin", "between people")
    }

    /// Against ChaCha8, BLAKE3 and exact quantiles computed apart from any of our dependencies
    /// (a plain Python ChaCha, the `blake3` package, mpmath at 60 digits).
    #[test]
    fn pinned() {
        let expected = [
            (0, 0x1012_a314_19ef_7a00, -1.531812312320149),
            (1, 0x05e3_ed54_fa0f_e31f, -1.9952255793468687),
            (31, 0x3a09_a10b_681d_edc6, -0.749727475454714),
            (32, 0x1e92_7550_bc26_2812, -1.1778797440434927),
            (1_000_000, 0xe7f6_b528_bbf6_86a7, 1.31716423335959),
            (u64::MAX, 0x239f_2bd4_7417_3b87, -1.0841573916976492),
        ];
        for (count, word, normal) in expected {
            let uniform = ((word >> 11) | 1) as f64 * 2f64.powi(-53);
            assert_eq!(stream().generator(count).next_u64(), word);
            assert_eq!(stream().uniform(count), uniform);
            let error = stream().normal(count) / normal - 1.0;
            assert!(error.abs() < 1e-15, "{count}: {error}");
        }
        // To the bit, on every machine; this one is 1 ulp from the exact one.
        let bits = 0xbff8_824d_a090_6720;
        assert_eq!(stream().normal(0).to_bits(), bits);
    }

    #[test]
    fn a_position_does_not_depend_on_what_was_drawn() {
        let s = stream();
        let forward: Vec<f64> = (0..200).map(|count| s.uniform(count)).collect();
        let mut backward: Vec<f64> = (0..200).rev().map(|count| s.uniform(count)).collect();
        backward.reverse();
        assert_eq!(forward, backward);
        // A generator passes through the same numbers.
        let mut generator = s.generator(5);
        for value in &forward[5..] {
            let odd = (generator.next_u64() >> 11) | 1;
            assert_eq!(odd as f64 * 2f64.powi(-53), *value);
        }
    }

    #[test]
    fn keys_that_differ_give_other_numbers() {
        let streams = [
            stream(),
            Stream::new(20_261_105, 17, "insulin", "between people"),
            Stream::new(20_261_104, 18, "insulin", "between people"),
            Stream::new(17, 20_261_104, "insulin", "between people"),
            Stream::new(20_261_104, 17, "gut", "between people"),
            Stream::new(20_261_104, 17, "insulin", "noise"),
            Stream::new(20_261_104, 17, "insulinb", "etween people"),
            Stream::new(20_261_104, 17, "", "insulinbetween people"),
        ];
        for (i, a) in streams.iter().enumerate() {
            for b in &streams[i + 1..] {
                let products = (0..4000).map(|count| a.normal(count) * b.normal(count));
                let correlation = products.sum::<f64>() / 4000.0;
                assert!(correlation.abs() < 5.0 / 4000f64.sqrt(), "{correlation}");
            }
        }
    }

    #[test]
    fn moments() {
        let n = 100_000u64;
        let mean = |f: &dyn Fn(u64) -> f64| (0..n).map(f).sum::<f64>() / n as f64;
        let s = stream();
        // Five standard errors of each moment: sqrt(var(z^k) / n).
        let root = (n as f64).sqrt();
        for (power, moment, variance) in [
            (1, 0.0, 1.0),
            (2, 1.0, 2.0),
            (3, 0.0, 15.0),
            (4, 3.0, 96.0f64),
        ] {
            let got = mean(&|count| s.normal(count).powi(power));
            let error: f64 = got - moment;
            assert!(error.abs() < 5.0 * variance.sqrt() / root, "{power}: {got}");
        }
        let u = mean(&|count| s.uniform(count));
        assert!((u - 0.5).abs() < 5.0 * (1.0 / 12.0f64).sqrt() / root, "{u}");
        let neighbours = mean(&|count| s.normal(count) * s.normal(count + 1));
        assert!(neighbours.abs() < 5.0 / root, "{neighbours}");
    }

    /// Quantiles of the f64 nearest to each share, by mpmath at 60 digits.
    #[test]
    fn quantiles() {
        for (p, quantile) in [
            (0.51, 0.025068908258711057),
            (0.6, 0.2533471031357997),
            (0.3, -0.5244005127080408),
            (0.075, -1.439531470938456),
            (0.925, 1.4395314709384561),
            (0.9, 1.2815515655446006),
            (0.975, 1.9599639845400538),
            (0.025, -1.9599639845400543),
            (1e-5, -4.264890793922825),
            (1e-10, -6.361340902404057),
            (1e-12, -7.034483825301132),
            (2f64.powi(-53), -8.209536151601387),
            (1e-300, -37.0470962993612),
            (5e-324, -38.467405617144344),
        ] {
            let error = inverse_normal(p) / quantile - 1.0;
            assert!(error.abs() < 1e-15, "{p}: {error}");
        }
        assert_eq!(inverse_normal(0.5), 0.0);
        assert_eq!(inverse_normal(0.0), -f64::INFINITY);
        assert_eq!(inverse_normal(1.0), f64::INFINITY);
        for p in [-0.1, 1.1, f64::NAN] {
            assert!(inverse_normal(p).is_nan());
        }
    }

    #[test]
    fn antisymmetric_and_rising() {
        let mut last = -f64::INFINITY;
        // Odd multiples of 2^-53, as `uniform` gives, through all three branches.
        for k in 0..20_000u64 {
            let p = ((k << 38) | 1) as f64 * 2f64.powi(-53);
            let quantile = inverse_normal(p);
            assert_eq!(quantile, -inverse_normal(1.0 - p));
            assert!(quantile > last, "{p}");
            last = quantile;
        }
    }
}

//! The processor's vector instructions, chosen at run time.
//!
//! The same source is compiled three times; every operation in it is exactly rounded, and only what
//! says so is fused ([`Lanes::fused`](crate::Lanes::fused), [`elementary`](crate::elementary)), so the
//! three give the same bits and differ in speed only.

use std::fmt;

/// A set of vector instructions that this processor has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Isa(Set);

// Private, so that an `Isa` in hand proves that the processor was asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Set {
    Baseline,
    #[cfg(target_arch = "x86_64")]
    Avx2,
    #[cfg(target_arch = "x86_64")]
    Avx512,
}

/// Work that is compiled once for each instruction set; mark `run` `#[inline(always)]`.
pub trait Task {
    /// What it returns.
    type Output;
    /// Does the work.
    fn run(self) -> Self::Output;
}

impl Isa {
    /// What every processor of the target has.
    pub const BASELINE: Self = Self(Set::Baseline);

    /// The widest set that this processor has.
    pub fn detect() -> Self {
        #[cfg(target_arch = "x86_64")]
        {
            if is_x86_feature_detected!("fma")
                && is_x86_feature_detected!("avx512f")
                && is_x86_feature_detected!("avx512dq")
                && is_x86_feature_detected!("avx512vl")
                && is_x86_feature_detected!("avx512bw")
            {
                return Self(Set::Avx512);
            }
            // Every processor with the one has the other.
            if is_x86_feature_detected!("avx2") && is_x86_feature_detected!("fma") {
                return Self(Set::Avx2);
            }
        }
        Self::BASELINE
    }

    /// All sets that this processor has, narrowest first.
    pub fn available() -> Vec<Self> {
        let widest = Self::detect();
        [
            Self::BASELINE,
            #[cfg(target_arch = "x86_64")]
            Self(Set::Avx2),
            #[cfg(target_arch = "x86_64")]
            Self(Set::Avx512),
        ]
        .into_iter()
        .filter(|isa| *isa <= widest)
        .collect()
    }

    /// Does the work with these instructions.
    #[inline(always)]
    pub fn run<T: Task>(self, task: T) -> T::Output {
        match self.0 {
            Set::Baseline => task.run(),
            // SAFETY: the private field is set only where the processor was asked for the set.
            #[cfg(target_arch = "x86_64")]
            Set::Avx2 => unsafe { run_avx2(task) },
            // SAFETY: as above.
            #[cfg(target_arch = "x86_64")]
            Set::Avx512 => unsafe { run_avx512(task) },
        }
    }

    /// Does work on single numbers, which have no use for wider registers than AVX2's: compiled twice,
    /// not three times.
    #[inline(always)]
    pub fn run_single<T: Task>(self, task: T) -> T::Output {
        match self.0 {
            Set::Baseline => task.run(),
            // SAFETY: the private field is set only where the processor was asked for the set, and
            // what has AVX-512 has AVX2.
            #[cfg(target_arch = "x86_64")]
            Set::Avx2 | Set::Avx512 => unsafe { run_avx2(task) },
        }
    }
}

impl fmt::Display for Isa {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.0 {
            Set::Baseline => "baseline",
            #[cfg(target_arch = "x86_64")]
            Set::Avx2 => "avx2",
            #[cfg(target_arch = "x86_64")]
            Set::Avx512 => "avx512",
        })
    }
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx512f,avx512dq,avx512vl,avx512bw,fma")]
fn run_avx512<T: Task>(task: T) -> T::Output {
    task.run()
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2,fma")]
fn run_avx2<T: Task>(task: T) -> T::Output {
    task.run()
}

//! What plays: a stream of PulseAudio's, which PipeWire speaks too.

use super::{Mixer, RATE, State, lock};
use pollster::block_on;
use pulseaudio::{AsPlaybackSource, Client, ClientError, PlaybackStream, protocol};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// How much is made ahead, s: a tone is heard so much later at most, and a busy machine does not make it stutter.
const AHEAD: f64 = 0.06;

/// How often it is looked whether it still plays, and otherwise whether something plays now.
const AGAIN: Duration = Duration::from_secs(3);

/// What plays, until it is dropped.
pub struct Speaker {
    state: Arc<Mutex<State>>,
    /// Closed when the speaker is dropped.
    _open: Sender<()>,
}

impl Speaker {
    /// Looks for a server on a thread of its own, and again where there is none or it went away.
    pub fn open(mixer: Arc<Mutex<Mixer>>) -> Self {
        let state = Arc::new(Mutex::new(State::Opening));
        let (open, closed) = channel();
        let told = state.clone();
        let tell = move |now: State| *told.lock().unwrap_or_else(PoisonError::into_inner) = now;
        let spawned = std::thread::Builder::new()
            .name("sound".into())
            .spawn(move || play(&mixer, &closed, tell));
        if let Err(error) = spawned {
            *state.lock().unwrap_or_else(PoisonError::into_inner) =
                State::Silent(error.to_string());
        }
        Self { state, _open: open }
    }

    /// What became of looking.
    pub fn state(&self) -> State {
        let state = self.state.lock();
        state.unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// Plays until the speaker is dropped.
fn play(mixer: &Arc<Mutex<Mixer>>, closed: &Receiver<()>, tell: impl Fn(State)) {
    loop {
        match stream(mixer) {
            Ok((_client, stream)) => {
                tell(State::Playing);
                while block_on(stream.timing_info()).is_ok() {
                    if is_over(closed) {
                        return;
                    }
                }
                tell(State::Silent("the sound server has gone away".into()));
            }
            Err(ClientError::ServerUnavailable) => tell(State::Silent(
                "no sound server (PulseAudio or PipeWire) answers here".into(),
            )),
            Err(error) => tell(State::Silent(format!("the sound server says: {error}"))),
        }
        if is_over(closed) {
            return;
        }
    }
}

/// Waits a while; whether the speaker was dropped meanwhile.
fn is_over(closed: &Receiver<()>) -> bool {
    closed.recv_timeout(AGAIN) == Err(RecvTimeoutError::Disconnected)
}

fn stream(mixer: &Arc<Mutex<Mixer>>) -> Result<(Client, PlaybackStream), ClientError> {
    let client = Client::from_env(c"Homeostat")?;
    let ahead = 2 * (AHEAD * f64::from(RATE)) as u32;
    let params = protocol::PlaybackStreamParams {
        sample_spec: protocol::SampleSpec {
            format: protocol::SampleFormat::S16Le,
            channels: 1,
            sample_rate: RATE,
        },
        channel_map: protocol::ChannelMap::mono(),
        cvolume: Some(protocol::ChannelVolume::norm(1)),
        sink_name: Some(protocol::DEFAULT_SINK.to_owned()),
        buffer_attr: protocol::stream::BufferAttr {
            target_length: ahead,
            minimum_request_length: ahead / 4,
            ..Default::default()
        },
        flags: protocol::stream::StreamFlags {
            adjust_latency: true,
            ..Default::default()
        },
        ..Default::default()
    };
    let mixer = mixer.clone();
    let mut samples = Vec::new();
    let source = move |bytes: &mut [u8]| {
        samples.resize(bytes.len() / 2, 0.0);
        lock(&mixer).fill(&mut samples);
        for (bytes, sample) in bytes.chunks_exact_mut(2).zip(&samples) {
            let sample = (f64::from(*sample) * f64::from(i16::MAX)) as i16;
            bytes.copy_from_slice(&sample.to_le_bytes());
        }
        // Never none: that would end the stream.
        2 * samples.len()
    };
    let stream = block_on(client.create_playback_stream(params, source.as_playback_source()))?;
    Ok((client, stream))
}

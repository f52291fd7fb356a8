//! The way to the network. What enters: the SDK's timeouts. What leaves: a client that speaks HTTPS
//! with ring's cryptography, trusts the system's certificates and honours the proxy variables.

use std::{
    sync::{Mutex, PoisonError},
    time::Duration,
};

use aws_sdk_kms::config::SharedHttpClient;
use aws_smithy_http_client::{
    Connector,
    proxy::ProxyConfig,
    tls::{Provider as Tls, rustls_provider::CryptoMode},
};
use aws_smithy_runtime_api::client::http::{SharedHttpConnector, http_client_fn};

/// One connector, and so one pool of connections, for each pair of timeouts.
pub(super) fn client() -> SharedHttpClient {
    type Timeouts = (Option<Duration>, Option<Duration>);
    let connectors: Mutex<Vec<(Timeouts, SharedHttpConnector)>> = Mutex::default();
    http_client_fn(move |settings, components| {
        let timeouts = (settings.connect_timeout(), settings.read_timeout());
        let mut connectors = connectors.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, connector)) = connectors.iter().find(|(known, _)| *known == timeouts) {
            return connector.clone();
        }
        let mut builder = Connector::builder()
            .connector_settings(settings.clone())
            .proxy_config(ProxyConfig::from_env())
            .tls_provider(Tls::Rustls(CryptoMode::Ring));
        if let Some(sleep) = components.sleep_impl() {
            builder = builder.sleep_impl(sleep);
        }
        let connector = SharedHttpConnector::new(builder.build());
        connectors.push((timeouts, connector.clone()));
        connector
    })
}

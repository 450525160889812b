# syntax=docker/dockerfile:1

FROM rust:1.95-bookworm AS build
WORKDIR /build

# The libraries are a layer of their own, built with an empty program: it is good until Cargo.lock changes.
COPY Cargo.toml Cargo.lock ./
RUN mkdir -p src tests/suite benches/http benches/accounts \
 && echo 'fn main() {}' | tee build.rs src/main.rs tests/suite/main.rs benches/http/main.rs benches/accounts/main.rs > src/lib.rs \
 && cargo build --release --locked

COPY build.rs ./
COPY migrations migrations
COPY static static
COPY templates templates
COPY src src
# Copied files keep the times of their checkout, which are older than the empty program that they replace.
RUN touch build.rs src/main.rs src/lib.rs && cargo build --release --locked --bin skillswap


FROM debian:bookworm-slim
RUN apt-get update \
 && apt-get install -y --no-install-recommends ca-certificates \
 && rm -rf /var/lib/apt/lists/* \
 && useradd --system --uid 10001 --home-dir /data --shell /usr/sbin/nologin skillswap \
 && install --directory --owner skillswap --mode 0700 /data
# Styles, scripts, templates and migrations are inside.
COPY --from=build /build/target/release/skillswap /usr/local/bin/skillswap

USER skillswap
WORKDIR /data
VOLUME /data
ENV BIND=0.0.0.0:8080 DATA_DIR=/data LOG_FORMAT=json
EXPOSE 8080
# The image has no HTTP client, and bash is one for a line.
HEALTHCHECK --interval=10s --timeout=3s --start-period=30s \
  CMD ["bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/8080 && printf 'GET /readyz HTTP/1.0\\r\\nHost: localhost\\r\\n\\r\\n' >&3 && head -n 1 <&3 | grep -q ' 200 '"]
STOPSIGNAL SIGTERM
ENTRYPOINT ["skillswap"]
CMD ["serve"]

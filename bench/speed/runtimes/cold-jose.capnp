using Workerd = import "/workerd/workerd.capnp";

const config :Workerd.Config = (
  services = [(name = "benchmark", worker = .worker), (name = "internet", network = (allow = ["private"]))],
  sockets = [(name = "http", address = "127.0.0.1:0", http = (), service = "benchmark")],
);

const worker :Workerd.Worker = (
  modules = [(name = "worker", esModule = embed "../dist/cold-jose-worker.js")],
  compatibilityDate = "2026-11-01",
);

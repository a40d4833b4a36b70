using FedFilter.Tests.World;

namespace FedFilter.Tests.Freeze;

/// <summary>A program with gateway, proxy, relay and a webhook. Its policy holds and limits some paths and hosts; one of its origins is down.</summary>
internal static class EveryPart
{
    private const string Policy = """
        mode: enforce
        rules:
          - { name: waits, when: { fetch: /held }, then: hold, because: under-review }
          - { name: slowly, when: { fetch: /limited }, then: limit, rate: 1/h }
          - { name: waits there, when: { peer: held.example }, then: hold, because: under-review }
          - { name: slowly there, when: { peer: limited.example }, then: limit, rate: 1/h }
          - { name: the worst, when: { peer: blocked.example }, then: refuse, because: blocked }
          - { name: clean-up passes, when: { delivery: [Delete, Undo] }, then: allow }
          - { name: committed servers, when: { committed: [no-ai-training] }, then: allow }
          - { name: relay for the committed, when: { checkpoint: relay }, then: refuse, because: not-committed }
          - { name: strangers may deliver, when: { direction: inbound, delivery: true }, then: allow }
          - { name: everyone else, then: refuse, because: not-committed }
        """;

    private const string Origins = """
            - host: social.example
              scheme: http
              upstream: [http://127.0.0.1:ORIGIN]
            - host: gone.example
              scheme: http
              upstream: [http://127.0.0.1:1]
        """;

    public static Task<GatewayWorld> StartAsync() => GatewayWorld.StartAsync(
        policy: Policy,
        origins: Origins,
        more: "relay: { host: relay.example, scheme: http }\negress: { listen: \"http://127.0.0.1:0\", ports: [443, 80] }\nnotify: [\"http://hooks.example/fedfilter\"]",
        names: ((string[])["hooks", "held", "limited", "blocked", "dead"]).ToDictionary(name => name + ".example", _ => "127.0.0.1:1"));
}

namespace FedFilter.Commands.Demo;

/// <summary>The demo's own configuration, written out so that the other commands can be tried on it.</summary>
internal static class DemoFolder
{
    /// <summary>Writes fedfilter.yaml and a policy that attests the friend; gives the path of the former.</summary>
    public static string Write(int originPort, SamplePeer friend, SamplePeer stranger)
    {
        var folder = Directory.CreateTempSubdirectory("fedfilter-demo-").FullName;
        var policies = Directory.CreateDirectory(Path.Combine(folder, "policies")).FullName;
        foreach (var (name, text) in ShippedPolicy.Files())
            if (name != "peers.yaml")
                File.WriteAllText(Path.Combine(policies, name), text);

        File.WriteAllText(Path.Combine(policies, "peers.yaml"), $"""
            peers:
              - host: {friend.Host}
                attests: [no-ai-training]
                source: https://{friend.Host}/terms
                reviewed: {TimeProvider.System.GetUtcNow().AddDays(-1):yyyy-MM-dd}
                by: the demo

            """);
        var config = Path.Combine(folder, "fedfilter.yaml");
        File.WriteAllText(config, $$"""
            gateway:
              listen: http://127.0.0.1:0
              origins:
                - host: {{SampleOrigin.Host}}
                  scheme: http
                  upstream: [http://127.0.0.1:{{originPort}}]
            network:                # the demo's peers live on loopback and speak plain http
              allow-private: [127.0.0.0/8]
              allow-http: [{{friend.Host}}, {{stranger.Host}}]
              resolve:
                {{friend.Host}}: 127.0.0.1:{{friend.Port}}
                {{stranger.Host}}: 127.0.0.1:{{stranger.Port}}

            """);
        return config;
    }
}

using FedFilter.Commands;

namespace FedFilter.Tests.World;

/// <summary>The files of an admin who runs the gateway between an origin and its peers on loopback.</summary>
internal static class WorldFolder
{
    /// <summary>Writes them to a new folder.</summary>
    /// <param name="origin">The port of the origin.</param>
    /// <param name="peers">The hosts that may be reached by plain http, each with its address.</param>
    /// <param name="gateway">Further lines of the gateway section, indented by two.</param>
    /// <param name="policy">Takes the place of the default set's mode and rules.</param>
    /// <param name="origins">Takes the place of the list of origins, indented by four; ORIGIN is the origin's port.</param>
    /// <param name="more">Further sections of fedfilter.yaml.</param>
    /// <param name="tls">Whether the gateway ends TLS itself.</param>
    public static async Task<string> WriteAsync(int origin, IReadOnlyDictionary<string, string> peers, string gateway = "", string? policy = null, string? origins = null, string more = "", bool tls = false)
    {
        var folder = Directory.CreateTempSubdirectory("fedfilter-tests-").FullName;
        WritePolicy(folder, policy);
        WriteKeys(folder);
        if (tls)
            WriteCertificate(folder);
        origins ??= $"    - host: {FakeOrigin.Host}\n      scheme: http\n      upstream: [http://127.0.0.1:ORIGIN]";
        await File.WriteAllTextAsync(
            Path.Combine(folder, "fedfilter.yaml"),
            $$"""
            gateway:
              listen: {{(tls ? "https://127.0.0.1:0\n  certificate: { file: ./certificate.pem, key: ./certificate-key.pem }" : "http://127.0.0.1:0")}}
              origins:
            {{origins.Replace("ORIGIN", $"{origin}")}}
            {{gateway}}
            network:
              allow-private: [127.0.0.1/32]
              allow-http: [{{string.Join(", ", peers.Keys)}}]
              resolve: { {{string.Join(", ", peers.Select(peer => $"{peer.Key}: \"{peer.Value}\""))}} }
            {{more}}
            """,
            TestContext.Current.CancellationToken);
        return folder;
    }

    private static string Whole(string policy) => policy.Split('\n').Any(line => line.StartsWith("mode:", StringComparison.Ordinal)) ? policy : $"{policy}\nmode: enforce\n";

    private static void WriteKeys(string folder)
    {
        var keys = Directory.CreateDirectory(Path.Combine(folder, "data", "keys")).FullName;
        File.WriteAllText(Path.Combine(keys, "actor-rsa.pem"), TestKeys.Pem("gateway"));
    }

    private static void WriteCertificate(string folder)
    {
        var (certificate, key) = TestTls.Pem(FakeOrigin.Host);
        File.WriteAllText(Path.Combine(folder, "certificate.pem"), certificate);
        File.WriteAllText(Path.Combine(folder, "certificate-key.pem"), key);
    }

    private static void WritePolicy(string folder, string? policy)
    {
        var target = Directory.CreateDirectory(Path.Combine(folder, "policies")).FullName;
        foreach (var (name, text) in ShippedPolicy.Files())
            File.WriteAllText(Path.Combine(target, name), name == "rules.yaml" && policy is not null ? Whole(policy) : text);
        File.WriteAllText(Path.Combine(target, "peers.yaml"), "peers:\n  - { host: friend.example, attests: [no-ai-training], by: a test }\n");
    }
}

using System.Globalization;
using System.Text.Json;
using FedFilter.Configuration;
using FedFilter.Policy.Facts;
using FedFilter.Policy.Lists;
using FedFilter.Policy.Yaml;

namespace FedFilter.Commands.PeerLists;

/// <summary>
/// Attestations in a policy file of their own, which each import replaces. Somebody has to put a name to them, and each says that nobody
/// read the servers' words one by one.
/// </summary>
internal static class AttestTarget
{
    private const string FileName = "peers-imported.yaml";

    public static (ImportTarget? Target, string? Problem) Of(Settings settings, string[] words, string? by, string from)
    {
        if (words[0] != "attest")
            return (null, "--as takes attest TERM");
        if (string.IsNullOrWhiteSpace(by))
            return (null, "--as attest needs --by NAME: an attestation says that somebody vouches for it");
        var (policy, problems) = PolicyFolder.Load(settings);
        if (policy is null)
            return (null, string.Join('\n', problems));
        var term = words[1];
        if (policy.Terms.All(known => known.Name != term))
            return (null, $"there is no term `{Quote.Of(term)}` in the policy");

        var path = Path.Combine(settings.Policies, FileName);
        var before = Hosts(path);
        var today = TimeProvider.System.GetUtcNow().UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        var note = $"imported from {Path.GetFileName(from)}, not read one by one";
        return (new ImportTarget
        {
            Path = path,
            Before = [.. before.Select(host => new ListEntry(host, ListSeverity.Suspend, null))],
            AsKept = ImportTarget.HostAlone,
            Takes = entry => !entry.Host.StartsWith('*') && (before.Contains(entry.Host) || !policy.Peers.ContainsKey(entry.Host)),
            WhyNotTaken = "with an entry of their own already, or *.host",
            Text = entries => $"# Written by `fedfilter peers import`, which replaces it as a whole.\npeers:\n{string.Concat(entries.Select(entry =>
                $"  - {{ host: {JsonSerializer.Serialize(entry.Host)}, attests: [{term}], reviewed: {today}, by: {Text(by)}, note: {Text(note)} }}\n"))}",
        }, null);
    }

    // A JSON string is a YAML string.
    private static string Text(string text) => JsonSerializer.Serialize(text, Words.OneLine);

    private static HashSet<string> Hosts(string path)
    {
        var hosts = new HashSet<string>(StringComparer.Ordinal);
        if (File.Exists(path) && YamlReader.Read(path, File.ReadAllText(path), []) is YamlMap map)
            foreach (var entry in new YamlFields(map, []).Maps("peers"))
                if (PeerName.TryParse(entry.Text("host"), out var host))
                    hosts.Add(host);
        return hosts;
    }
}

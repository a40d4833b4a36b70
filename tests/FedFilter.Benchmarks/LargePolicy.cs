using System.Globalization;
using System.Text;
using FedFilter.Policy;
using FedFilter.Policy.Compilation;
using FedFilter.Policy.Facts;
using FedFilter.Policy.Lists;

namespace FedFilter.Benchmarks;

/// <summary>
/// The policy that the goals are about: 100,000 attested peers and 1,000 rules, of which 890 name peers, 10 lists of 2,000 hosts each, 90
/// activity types, and 10 ask for what an activity carries. Nothing that is decided about here matches any of these.
/// </summary>
internal static class LargePolicy
{
    public const int Peers = 100_000;

    private const string Term = "no-ai-training";
    private const int Lists = 10;

    public static readonly DateTimeOffset Now = new(2026, 11, 24, 12, 0, 0, TimeSpan.Zero);

    public static readonly RequestFacts Fetch = new()
    {
        Peer = "peer54321.example",
        Direction = Direction.Outbound,
        Checkpoint = Checkpoint.Gateway,
        Kind = RequestKind.Fetch,
        HasSignature = true,
    };

    public static readonly RequestFacts Delivery = Fetch with { Direction = Direction.Inbound, Kind = RequestKind.Delivery, ActivityTypes = ["Create"] };

    public static PolicyFile[] Files { get; } = [new("peers.yaml", PeersText()), new("rules.yaml", RulesText())];

    public static PolicySet Compile()
    {
        var (set, problems) = PolicyCompiler.Compile(Files, static list => new ListText.Found(ListText(list.Name)));
        return set ?? throw new InvalidOperationException(problems[0].ToString());
    }

    /// <summary>The same as files.</summary>
    public static void WriteTo(string folder)
    {
        foreach (var file in Files)
            File.WriteAllText(Path.Combine(folder, file.Name), file.Text);
        for (var i = 0; i < Lists; i++)
            File.WriteAllText(Path.Combine(folder, $"list-{i}.txt"), ListText($"list-{i}"));
    }

    private static string PeersText()
    {
        var text = new StringBuilder("peers:\n");
        for (var i = 0; i < Peers; i++)
            text.Append(CultureInfo.InvariantCulture, $"  - host: peer{i}.example\n    attests: [{Term}]\n    reviewed: 2026-11-01\n");
        return text.ToString();
    }

    private static string ListText(string name) => string.Concat(Enumerable.Range(0, 2_000).Select(i => $"{name}-{i}.example\n"));

    private static string RulesText()
    {
        var text = new StringBuilder($"terms: {{ {Term}: {{ commits: {{ use: train-ai, party: operator, scope: received, value: no }} }} }}\n");
        text.Append("lists:\n").AppendJoin("", Enumerable.Range(0, Lists).Select(i => $"  list-{i}: {{ file: list-{i}.txt, format: plain }}\n")).Append("mode: enforce\nrules:\n");
        for (var i = 0; i < 890; i++)
            text.Append(CultureInfo.InvariantCulture, $"  - {{ name: peer {i}, when: {{ peer: [blocked{i}.example, \"*.blocked{i}.example\"] }}, then: refuse }}\n");
        for (var i = 0; i < Lists; i++)
            text.Append(CultureInfo.InvariantCulture, $"  - {{ name: list {i}, when: {{ listed: list-{i} }}, then: refuse }}\n");
        for (var i = 0; i < 90; i++)
            text.Append(CultureInfo.InvariantCulture, $"  - {{ name: type {i}, when: {{ delivery: [Type{i}] }}, then: refuse }}\n");
        for (var i = 0; i < 10; i++)
            text.Append(CultureInfo.InvariantCulture, $"  - {{ name: body {i}, when: {{ delivery: [Note{i}], keywords: word{i} }}, then: refuse }}\n");
        return text.Append(CultureInfo.InvariantCulture, $"  - {{ name: committed, when: {{ committed: [{Term}] }}, then: allow }}\n").ToString();
    }
}

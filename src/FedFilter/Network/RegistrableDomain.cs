using System.Collections.Frozen;
using System.Globalization;
using System.Reflection;

namespace FedFilter.Network;

/// <summary>
/// The part of a host name that one party registers, by the Public Suffix List with its private section (https://publicsuffix.org/list/): what
/// limits are counted by, since the owner of a domain can have any number of hosts under it.
/// </summary>
internal static class RegistrableDomain
{
    private const string ListName = "public-suffix-list.txt";

    /// <summary>Hosting services for fediverse servers that give each customer a name of its own and are not on the list.</summary>
    private static readonly string[] Hosting = ["masto.host"];

    private static readonly Lazy<FrozenDictionary<string, Rule>> Rules = new(Load);

    [Flags]
    private enum Rule
    {
        /// <summary><c>co.uk</c>: the name is a public suffix.</summary>
        Suffix = 1,

        /// <summary><c>*.ck</c>: each name directly below it is a public suffix.</summary>
        Wildcard = 2,

        /// <summary><c>!www.ck</c>: the name is none, although a wildcard says so.</summary>
        Exception = 4,
    }

    /// <summary>Returns the registrable domain of a host. A host that is a public suffix itself stands for itself.</summary>
    /// <param name="host">A host in canonical form (lower case, A-labels), with or without a port.</param>
    public static string Of(string host)
    {
        var colon = host.LastIndexOf(':');
        var name = colon < 0 ? host.AsSpan() : host.AsSpan(0, colon);
        var suffix = SuffixStart(name);
        var start = suffix == 0 ? 0 : name[..(suffix - 1)].LastIndexOf('.') + 1;
        return start == 0 && colon < 0 ? host : name[start..].ToString();
    }

    /// <summary>Returns where the longest public suffix begins; by the default rule <c>*</c>, the last label.</summary>
    private static int SuffixStart(ReadOnlySpan<char> name)
    {
        var rules = Rules.Value.GetAlternateLookup<ReadOnlySpan<char>>();
        var (suffix, below) = (name.LastIndexOf('.') + 1, name.Length);
        for (var start = suffix; ; below = start, start = name[..(start - 1)].LastIndexOf('.') + 1)
        {
            var rule = rules.TryGetValue(name[start..], out var found) ? found : 0;
            if (rule.HasFlag(Rule.Exception))
                return below;
            var parent = below < name.Length && rules.TryGetValue(name[below..], out var above) ? above : 0;
            if (rule.HasFlag(Rule.Suffix) || parent.HasFlag(Rule.Wildcard))
                suffix = start;
            if (start == 0)
                return suffix;
        }
    }

    private static FrozenDictionary<string, Rule> Load()
    {
        using var list = new StreamReader(Assembly.GetExecutingAssembly().GetManifestResourceStream(ListName)!);
        var (rules, toAscii) = (new Dictionary<string, Rule>(StringComparer.Ordinal), new IdnMapping());
        foreach (var line in list.ReadToEnd().Split('\n'))
            if (line.Length > 0 && !line.StartsWith("//", StringComparison.Ordinal))
                Add(line.StartsWith('!') ? line[1..] : line.StartsWith("*.", StringComparison.Ordinal) ? line[2..] : line,
                    line[0] switch { '!' => Rule.Exception, '*' => Rule.Wildcard, _ => Rule.Suffix });
        foreach (var name in Hosting)
            Add(name, Rule.Suffix);
        return rules.ToFrozenDictionary(StringComparer.Ordinal);

        void Add(string name, Rule rule)
        {
            var ascii = toAscii.GetAscii(name);
            rules[ascii] = rules.GetValueOrDefault(ascii) | rule;
        }
    }
}

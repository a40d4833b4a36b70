using FedFilter.Configuration;
using FedFilter.Policy;
using FedFilter.Policy.Editing;

namespace FedFilter.Commands.PeerEntries;

/// <summary>The policy file that holds a host's entry, or will. Nothing is written that would not be valid with all other files.</summary>
internal sealed class EntryFile
{
    private const string Header = "# yaml-language-server: $schema=../.schema.json\n# Written by `fedfilter peers`; what you add to it stays.\n";

    private readonly Settings _settings;
    private readonly string _host;
    private readonly string _text;
    private readonly string _mark;

    private EntryFile(Settings settings, string host, string path, string text)
    {
        (_settings, _host, Path, _text, _mark) = (settings, host, path, text, MarkOf(path));
        Fields = PeerFileEdit.Find(text, host);
    }

    public string Path { get; }

    /// <summary>What the entry says; null if there is none.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>>? Fields { get; }

    private static string OwnPathOf(Settings settings, string host) => System.IO.Path.Combine(settings.Policies, "peers", $"{host.Replace(':', '_')}.yaml");

    public static EntryFile Find(Settings settings, PolicySet policy, string host)
    {
        if (policy.Peers.ContainsKey(host) && PolicyFolder.FindFile(settings.Policies, text => PeerFileEdit.Find(text, host) is not null) is var (path, text))
            return new EntryFile(settings, host, path, text);
        var own = OwnPathOf(settings, host);
        return new EntryFile(settings, host, own, File.Exists(own) ? File.ReadAllText(own) : Header);
    }

    /// <summary>The values of a key; none if it is absent.</summary>
    public IReadOnlyList<string> Of(string key) => Fields?.GetValueOrDefault(key) ?? [];

    /// <summary>Changes the entry, or adds one with what the changes set.</summary>
    public PolicySet? Change(IReadOnlyList<PeerChange> changes) => Write(Fields is not null ? PeerFileEdit.Change(_text, _host, changes) : PeerFileEdit.Add(_text, Added(changes)));

    /// <summary>Removes the entry, and the file if that was all of it.</summary>
    public PolicySet? Remove() => Write(PeerFileEdit.Remove(_text, _host));

    private List<(string Key, string Yaml)> Added(IReadOnlyList<PeerChange> changes) =>
    [
        ("host", YamlWriter.Text(_host)),
        .. changes.OfType<PeerChange.Include>().GroupBy(list => list.Key, list => list.Text).Select(list => (list.Key, YamlWriter.List(list))),
        .. changes.OfType<PeerChange.Set>().Select(set => (set.Key, set.Yaml)),
    ];

    private PolicySet? Write(string? text)
    {
        if (text is null)
        {
            Console.Error.WriteLine($"{Path}: {_host}'s entry is written in a way that is not changed by command: change it by hand.");
            return null;
        }

        var isGone = Path == OwnPathOf(_settings, _host) && PeerFileEdit.IsEmpty(text) && text.Split('\n').All(line => line.Trim() is "" or "peers:" or "peers: []" || Header.Contains(line, StringComparison.Ordinal));
        var (set, problems) = PolicyFolder.LoadWith(_settings, Path, isGone ? null : text);
        CommandLine.Show(problems);
        if (set is null)
        {
            Console.Error.WriteLine($"{Path} was left as it is.");
            return null;
        }

        try
        {
            if (isGone)
                File.Delete(Path);
            else
                WholeFile.Write((File.Exists(Path) ? File.ResolveLinkTarget(Path, returnFinalTarget: true)?.FullName : null) ?? Path, _mark + text); // a link stays one
            return set;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Console.Error.WriteLine($"{Path} cannot be written: {e.Message}");
            return null;
        }
    }

    /// <summary>Some editors begin a file with a byte order mark; it stays.</summary>
    private static string MarkOf(string path)
    {
        if (!File.Exists(path))
            return "";
        using var file = File.OpenRead(path);
        Span<byte> first = stackalloc byte[3];
        return file.ReadAtLeast(first, 3, throwOnEndOfStream: false) == 3 && first.SequenceEqual("\uFEFF"u8) ? "\uFEFF" : "";
    }
}

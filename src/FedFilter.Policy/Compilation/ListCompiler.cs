using System.Collections.Immutable;
using FedFilter.Policy.Lists;
using FedFilter.Policy.Yaml;

namespace FedFilter.Policy.Compilation;

/// <summary>The <c>lists</c> section, and what stands in the lists.</summary>
internal static class ListCompiler
{
    public static readonly (string, ListFormat)[] Formats = [("mastodon", ListFormat.Mastodon), ("plain", ListFormat.Plain), ("json", ListFormat.Json)];

    /// <summary>Of the entries that count. One of severity noop never does.</summary>
    public static readonly (string Word, ListSeverity Severity)[] SeveritiesThatCount = [("suspend", ListSeverity.Suspend), ("silence", ListSeverity.Silence)];

    private static readonly TimeSpan ShortestRefresh = TimeSpan.FromMinutes(15);

    public static Dictionary<string, PeerList> Compile(
        IEnumerable<(string Name, YamlFields Fields, Place Place)> raw, ReadList read, IReadOnlySet<string> ownHosts, List<Problem> problems)
    {
        var lists = new Dictionary<string, PeerList>(StringComparer.Ordinal);
        foreach (var (name, fields, place) in raw)
            if (lists.TryGetValue(name, out var first))
                problems.Add(new Problem(place, $"the list `{Quote.Of(name)}` is defined twice, first at {first.Declaration.Place}"));
            else
                lists.Add(name, Load(Declaration(name, fields, place, problems), read, ownHosts, problems));
        return lists;
    }

    private static ListDeclaration Declaration(string name, YamlFields fields, Place place, List<Problem> problems)
    {
        if (!Names.IsKebab(name))
            problems.Add(new Problem(place, $"`{Quote.Of(name)}`: a list's name is lower-case words joined by hyphens"));
        var declaration = new ListDeclaration(name, place, fields.OneOf("format", Formats) ?? ListFormat.Detected)
        {
            File = File(fields, problems),
            Url = Url(fields, problems),
            Refresh = Refresh(fields, problems),
            Severities = Severities(fields, problems),
            Subdomains = fields.Flag("subdomains"),
            AppliesToOwnHosts = fields.Flag("own-hosts") ?? false,
            AcceptShrink = fields.Flag("accept-shrink") ?? false,
        };
        if (fields.Has("file") == fields.Has("url"))
            problems.Add(new Problem(fields.Place, "a list comes from either `file:` or `url:`"));
        foreach (var key in (string[])["refresh", "accept-shrink"])
            if (fields.Has("file") && fields.Has(key))
                problems.Add(new Problem(fields.PlaceOfKey(key), $"`{key}` is for lists with a `url`; a changed file is taken up at once"));
        if (declaration.Format == ListFormat.Plain && fields.Has("severity"))
            problems.Add(new Problem(fields.PlaceOfKey("severity"), "a plain list names no severities: each entry counts"));
        fields.NoOthers();
        return declaration;
    }

    private static string? File(YamlFields fields, List<Problem> problems)
    {
        if (fields.Text("file") is not { } file)
            return null;
        if (file.Length > 0 && !file.StartsWith('/') && !file.Contains('\\', StringComparison.Ordinal) && file.Split('/').All(part => part is not (".." or "." or "")))
            return file;
        problems.Add(new Problem(
            fields.PlaceOf("file"), $"`{Quote.Of(file)}`: file takes a path below the policy folder, such as lists/blocked.csv"));
        return null;
    }

    private static Uri? Url(YamlFields fields, List<Problem> problems)
    {
        if (fields.Text("url") is not { } text)
            return null;
        if (Uri.TryCreate(text, UriKind.Absolute, out var url) && url is { Scheme: "https" or "http", UserInfo: "" })
            return url;
        problems.Add(new Problem(
            fields.PlaceOf("url"), "url takes an address such as https://lists.example/blocked.csv, without a user name"));
        return null;
    }

    private static TimeSpan Refresh(YamlFields fields, List<Problem> problems)
    {
        var refresh = fields.Duration("refresh") ?? TimeSpan.FromHours(24);
        if (refresh < ShortestRefresh)
            problems.Add(new Problem(fields.PlaceOf("refresh"), "refresh must be 15m or longer; 24h suits most lists"));
        return refresh;
    }

    private static ImmutableArray<ListSeverity> Severities(YamlFields fields, List<Problem> problems)
    {
        if (!fields.Has("severity"))
            return [ListSeverity.Suspend];
        var severities = new List<ListSeverity>();
        foreach (var text in fields.Texts("severity"))
            if (text.Text == "noop")
                problems.Add(new Problem(text.Place, "an entry of severity noop blocks nothing, so it never counts"));
            else if (SeveritiesThatCount.FirstOrDefault(known => known.Word == text.Text) is { Word: not null } found)
                severities.Add(found.Severity);
            else
                problems.Add(new Problem(
                    text.Place, YamlScalars.NotOneOf("severity", text.Text, SeveritiesThatCount.Select(known => known.Word))));
        return [.. severities];
    }

    private static PeerList Load(ListDeclaration declaration, ReadList read, IReadOnlySet<string> ownHosts, List<Problem> problems)
    {
        if (declaration.File is null && declaration.Url is null)
            return new PeerList(declaration, new ListText.NotYet("it has no source"), null);
        var text = read(declaration);
        var reading = text is ListText.Found found ? ListReader.Read(declaration.Format, found.Text) : null;
        if (((text as ListText.Missing)?.Why ?? reading?.Unusable ?? (text is ListText.Found { IsAccepted: false } ? reading?.NothingRead : null)) is { } why)
            problems.Add(new Problem(
                declaration.Place, $"the list `{declaration.Name}` from {Quote.Of(declaration.Source)} cannot be used: {why}"));
        return new PeerList(declaration, text, reading, ownHosts);
    }
}

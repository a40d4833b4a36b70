using System.Globalization;
using FedFilter.Checkpoints;
using FedFilter.Policy;
using FedFilter.Policy.Facts;

namespace FedFilter.Admin;

/// <summary><c>/fedfilter/terms</c>: for the admin of a refused server, what is asked, how to be let in, and how it stands.</summary>
internal static class TermsPage
{
    public static byte[] Of(TermsView view) => Page.Of($"What {view.Origin.Host} asks of other servers", $"""
        <p>{(view.Policy.Terms.Count == 0 ? "It asks for no terms." : $"Posts of {Text(view.Origin.Host)} go only to servers whose operators have committed to these terms:")}</p>
        {string.Concat(view.Policy.Terms.Select(Term))}
        {(view.Policy.Mode == PolicyMode.Observe ? "<p>At present nothing is refused for it: what would be is recorded only.</p>" : "")}
        <p>A rule for crawlers (robots.txt, AI-usage headers) does not do it: it says what others may do with your pages, not what you do
        with the posts you receive.</p>
        {Asked(view)}
        {(view.Policy.Terms.Count == 0 ? "" : Declaring(view))}
        """);

    private static string Term(Term term) => $"""
        <h2><code>{Text(term.Name)}</code></h2>
        <p>{Text(term.Title.TrimEnd('.'))}.</p>
        <p>{Text(TermWords.Of(term.Commits))} What counts: {Text(TermWords.Of(term.Proof))}.</p>
        """;

    private static string Asked(TermsView view) => $"""
        <h2 id="standing">How does your server stand?</h2>
        {OfHost(view)}
        <form action="{PublicPaths.Terms}" method="get">
        <p><label for="host">Your server’s name</label>
        <input id="host" name="host" value="{Text(view.Host)}" placeholder="your-server.example" maxlength="300" autocapitalize="none" autocomplete="off" spellcheck="false" required>
        <button>Show</button></p>
        </form>
        """;

    private static string OfHost(TermsView view) => view switch
    {
        { Known: { } known, Host: { } host } => Standing(view, host, known),
        { Host: { } host } => $"<p>Of <b>{Text(host)}</b> nothing is shown here. That is so for every host that has not sent this server a signed request which could be verified.</p>",
        { IsAsked: true } => "<p>What was given is no name of a server. Give one such as <code>your-server.example</code>.</p>",
        _ => "",
    };

    private static string Standing(TermsView view, string host, KnownHost known) => $"""
        <table>
        <caption>{Text(host)}</caption>
        <thead><tr><th scope="col">Term</th><th scope="col">Standing</th><th scope="col">Why</th></tr></thead>
        <tbody>{string.Concat(known.Standing.Terms.Select(Row))}</tbody>
        </table>
        {Sources(view, known)}
        <p>Rules may refuse for other reasons too; the page of each decision names its reason.</p>
        {Again(view, host, known)}
        """;

    private static string Row(TermStanding term) =>
        $"<tr><th scope=\"row\"><code>{Text(term.Term)}</code></th><td>{AdmissionRecord.Word(term.State)}{(term.Counts && term.State != StandingState.Committed ? ", still counts" : "")}</td><td>{Text(Page.Visible(term.Because, 600))}</td></tr>";

    private static string Sources(TermsView view, KnownHost known)
    {
        var rows = known.Attested.Select(piece => Source($"read by an admin here, for {piece.Term}", piece.Says.Value == Commitment.Allowed ? "says the opposite" : "confirmed", piece.Source, piece.Sha256, piece.Begins, view.Now))
            .Concat(known.Sources.Select(source => Source(source.Source, $"{AdmissionRecord.Word(source.State)}: {Page.Visible(source.Detail, 600)}", source.Url, source.Sha256, source.ReadAt, view.Now)));
        return known.Attested.Count + known.Sources.Count == 0 ? "<p>It was not asked yet what it declares.</p>" : $"""
            <table>
            <caption>What was found</caption>
            <thead><tr><th scope="col">Where</th><th scope="col">What</th><th scope="col">When</th></tr></thead>
            <tbody>{string.Concat(rows)}</tbody>
            </table>
            """;
    }

    private static string Source(string name, string what, string? url, string? sha256, DateTimeOffset? at, DateTimeOffset now) => $"""
        <tr><th scope="row">{Text(name)}</th>
        <td>{Text(what)}{(url is null ? "" : $"<br><code>{Text(Page.Visible(url, 300))}</code>")}{(sha256 is null ? "" : $"<br>SHA-256 <code>{Text(sha256)}</code>")}</td>
        <td>{(at is { } time ? $"{Text(Age(now - time))}<br><time datetime=\"{time.UtcDateTime:yyyy-MM-ddTHH:mm:ssZ}\">{Text(Time(time))}</time>" : "")}</td></tr>
        """;

    private static string Again(TermsView view, string host, KnownHost known) => known.Wait is { } wait
        ? $"<p>It can be checked again at {Text(Time(view.Now + wait))}.</p>"
        : $"""
        <form action="{PublicPaths.TermsCheck}" method="post">
        <p><input type="hidden" name="host" value="{Text(host)}"><button>Check {Text(host)} again</button> now: its document and pages are read anew. It may take some seconds.</p>
        </form>
        """;

    private static string Declaring(TermsView view) => $"""
        <h2 id="declare">How to declare it</h2>
        <p>Only if it is so: it is a promise of yours, and kept on record.</p>
        <h3>Publish this file</h3>
        <p>at <code>{Text(view.Document.Url.OriginalString)}</code>, as <code>application/json</code>, without a redirect to another host{(view.Host is null ? " (put your server’s name in place of <code>your-server.example</code>, or above)" : "")}:</p>
        <pre id="document">{Text(view.Document.Json)}</pre>
        <p>It holds until {Text(Time(view.Document.Expires))}; put a later one in its place before that. If you promise more, such as for what is
        posted on your own server (<code>"local"</code> in <code>scope</code>), say so in it.</p>
        <h3>Sign it</h3>
        <p>Signed, it counts for more{(view.Policy.Terms.Any(term => term.Proof == EvidenceLevel.Signed) ? ", and here some terms ask for it" : "")}. If FedFilter stands in front of your
        server too: name the terms under <code>commits</code> in <code>fedfilter.yaml</code> and run <code>fedfilter commitment sign</code>; it then serves the
        file and renews it. Otherwise add a <code>proof</code> of the kind <code>eddsa-jcs-2022</code> (FEP-8b32) by an Ed25519 key that an actor on your
        host lists as a Multikey in its <code>assertionMethod</code> (FEP-521a). Once signed, stay with that key.</p>
        <h3>Or let an admin here confirm it</h3>
        <p>Say the same in your server’s terms or rules, in your own words, so that it names content received from other servers. Then write
        to the admins of {Text(view.Origin.Host)}{Contact(view.Origin.Commits?.Contact)} with the address of that page.</p>
        """;

    private static string Contact(string? uri) => uri is null ? "" : $" (<a href=\"{Text(uri)}\">{Text(uri.StartsWith("mailto:", StringComparison.Ordinal) ? uri[7..] : uri)}</a>)";

    private static string Age(TimeSpan age) => age switch
    {
        { TotalMinutes: < 2 } => "just now",
        { TotalHours: < 2 } => $"{(int)age.TotalMinutes} minutes ago",
        { TotalDays: < 2 } => $"{(int)age.TotalHours} hours ago",
        _ => $"{(int)age.TotalDays} days ago",
    };

    private static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);

    private static string Text(string? value) => Page.Text(value);
}

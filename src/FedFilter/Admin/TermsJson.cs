using System.Text.Json;
using System.Text.Json.Serialization;
using FedFilter.Checkpoints;
using FedFilter.Declarations;
using FedFilter.Policy;
using FedFilter.Policy.Facts;
using Microsoft.Net.Http.Headers;

namespace FedFilter.Admin;

/// <summary>The same as JSON, for programs.</summary>
internal static class TermsJson
{
    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        WriteIndented = true,
    };

    /// <summary>Whether the client would rather have JSON than a page; who does not say gets the page.</summary>
    public static bool IsAsked(string? accept)
    {
        if (accept is null || !MediaTypeHeaderValue.TryParseList([accept], out var types))
            return false;
        double Weight(string type) => types.Where(one => one.MediaType.Equals(type, StringComparison.OrdinalIgnoreCase)).Select(one => one.Quality ?? 1.0).DefaultIfEmpty(0).Max();
        return Weight("application/json") > Weight("text/html");
    }

    public static byte[] Of(TermsView view)
    {
        using var document = JsonDocument.Parse(view.Document.Json);
        return JsonSerializer.SerializeToUtf8Bytes(
            new
            {
                version = 1,
                server = view.Origin.Host,
                mode = AdmissionRecord.Word(view.Policy.Mode),
                terms = view.Policy.Terms.Select(Term),
                document = new { url = view.Document.Url.OriginalString, expires = view.Document.Expires, content = document.RootElement },
                host = view.Host,
                met = view.Host is null ? (bool?)null : view.Known is not null,
                standing = view.Known?.Standing.Terms.Select(Standing),
                attested = view.Known?.Attested.Select(Attested),
                sources = view.Known?.Sources.Select(Source),
                check = view.Known is null ? null : new { url = view.Origin.Url(PublicPaths.TermsCheck).AbsoluteUri, from = view.Now + (view.Known.Wait ?? TimeSpan.Zero) },
            },
            Options);
    }

    private static object Term(Term term) => new
    {
        term.Name,
        term.Title,
        commits = new { term.Commits.Use, party = AdmissionRecord.Word(term.Commits.Party), scope = AdmissionRecord.Word(term.Commits.Scope), term.Commits.Value },
        proof = AdmissionRecord.Word(term.Proof),
    };

    private static object Standing(TermStanding term) => new { term.Term, state = AdmissionRecord.Word(term.State), term.Counts, because = Page.Visible(term.Because, 600) };

    private static object Attested(Evidence piece) => new { piece.Term, piece.Says.Value, url = piece.Source, piece.Sha256, reviewed = piece.Begins, piece.Ends };

    private static object Source(SourceRecord source) => new
    {
        source.Source,
        state = AdmissionRecord.Word(source.State),
        detail = Page.Visible(source.Detail, 600),
        source.Url,
        source.Sha256,
        source.ReadAt,
    };
}

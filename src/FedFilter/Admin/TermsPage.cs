using FedFilter.Configuration;
using FedFilter.Policy;

namespace FedFilter.Admin;

/// <summary><c>/fedfilter/terms</c>: for the admin of a refused server, what is asked and how to be let in.</summary>
internal static class TermsPage
{
    public static byte[] Of(OriginSettings origin, PolicySet policy) => Page.Of(
        $"What {origin.Host} asks of other servers",
        $"""
        <p>Posts of {Page.Text(origin.Host)} go only to servers whose operators have committed to these terms:</p>
        <ul>{string.Concat(policy.Terms.Select(term => $"<li><b>{Page.Text(term.Name)}</b>: {Page.Text(term.Title)}</li>"))}</ul>
        <p>A rule for crawlers (robots.txt, AI-usage headers) does not do it: it says what others may do with your pages, not what you do
        with the posts you receive.</p>
        <h2>How to be let in</h2>
        <p>Publish the commitment in your server's terms or rules, in your own words, so that it names content received from other
        servers. Then write to the administrators of {Page.Text(origin.Host)} with the address of that page: they confirm it by hand.</p>
        """);
}

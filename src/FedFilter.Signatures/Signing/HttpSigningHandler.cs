using System.Net;
using FedFilter.Signatures.Cavage;
using FedFilter.Signatures.Keys;
using FedFilter.Signatures.Rfc9421;

namespace FedFilter.Signatures.Signing;

/// <summary>
/// Signs each outgoing request in the style the server takes. Where that is not known it knocks up to three times: in the older style, with a
/// query once more without it, then as RFC 9421. What was let in is remembered.
/// </summary>
/// <param name="keyFor">Whose name to sign a request in; null sends it unsigned.</param>
/// <param name="styles">What is known of servers; share one between handlers.</param>
/// <param name="time">The clock behind Date and <c>created</c>.</param>
/// <remarks>A body is read into memory to be digested. Redirects must not be followed inside this handler: each hop needs a signature of its own.</remarks>
public sealed class HttpSigningHandler(Func<HttpRequestMessage, SigningKey?> keyFor, KnownStyles styles, TimeProvider time) : DelegatingHandler
{
    /// <summary>
    /// The styles that are tried, in this order where nothing is known of the server; a single one means a single knock.
    /// <see cref="SignatureStyle.Unsigned"/> is among them only where it is named.
    /// </summary>
    public IReadOnlyList<SignatureStyle> Styles { get; init; } = [SignatureStyle.Cavage, SignatureStyle.CavageWithoutQuery, SignatureStyle.Rfc9421];

    /// <inheritdoc/>
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (keyFor(request) is not { } key)
            return await base.SendAsync(request, cancellationToken);

        var target = request.RequestUri ?? throw new InvalidOperationException("A request without an address cannot be signed.");
        var authority = Authority.Of(target);
        request.Headers.Host ??= authority;
        var knocks = Knocks(styles.FirstFor(authority), hasQuery: request.Method == HttpMethod.Get && target.Query.Length > 0);
        foreach (var style in knocks)
        {
            await SignAsync(request, key, style, cancellationToken);
            var answer = await base.SendAsync(request, cancellationToken);
            if ((int)answer.StatusCode < 400) // a redirect was let in too
                styles.Remember(authority, style);
            if (style == knocks[^1] || !MayBeTheStyle(answer.StatusCode))
                return answer;
            answer.Dispose();
        }

        throw new InvalidOperationException("There is always one knock, and the last one's answer is returned.");
    }

    private List<SignatureStyle> Knocks(SignatureStyle first, bool hasQuery)
    {
        // Without a query the two older ones are one.
        var same = first == SignatureStyle.CavageWithoutQuery ? SignatureStyle.Cavage : SignatureStyle.CavageWithoutQuery;
        var others = Styles.Where(style => style != first && (hasQuery || style != same || !Styles.Contains(first)));
        return [.. Styles.Where(style => style == first), .. others];
    }

    private Task SignAsync(HttpRequestMessage request, SigningKey key, SignatureStyle style, CancellationToken cancellation)
    {
        foreach (var name in (string[])["Signature", "Signature-Input", "Digest", "Content-Digest"])
            request.Headers.Remove(name);
        request.Headers.Date = time.GetUtcNow();
        return style switch
        {
            SignatureStyle.Unsigned => Task.CompletedTask,
            SignatureStyle.Rfc9421 => Rfc9421Signer.SignAsync(request, key, request.Headers.Date.Value, cancellation),
            _ => CavageSigner.SignAsync(request, key, withQuery: style == SignatureStyle.Cavage, cancellation),
        };
    }

    // 401 is what most answer to a signature they cannot read; some answer 400 or 403 to anything wrong with it.
    private static bool MayBeTheStyle(HttpStatusCode status) => status is HttpStatusCode.BadRequest or HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden;
}

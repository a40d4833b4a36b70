namespace FedFilter.Signatures.Tests.Oracle;

/// <summary>A request as it goes over the wire.</summary>
/// <param name="Method">In capitals.</param>
/// <param name="Target">Path and query.</param>
/// <param name="Headers">By lower-case name.</param>
/// <param name="Body">Null where there is none.</param>
internal sealed record WireRequest(string Method, string Target, IReadOnlyDictionary<string, string> Headers, string? Body)
{
    public string Url => $"https://{Headers["host"]}{Target}";

    public static async Task<WireRequest> FromAsync(HttpRequestMessage request) => new(
        request.Method.Method,
        request.RequestUri!.PathAndQuery,
        request.Headers.NonValidated.ToDictionary(header => header.Key.ToLowerInvariant(), header => header.Value.ToString(), StringComparer.Ordinal),
        request.Content is null ? null : await request.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));

    public HttpRequestMessage To(Uri host)
    {
        var request = new HttpRequestMessage(new HttpMethod(Method), new Uri(host, Target));
        if (Body is not null)
        {
            request.Content = new StringContent(Body);
            request.Content.Headers.Remove("content-type");
        }

        foreach (var (name, value) in Headers)
            _ = request.Headers.TryAddWithoutValidation(name, value) || request.Content!.Headers.TryAddWithoutValidation(name, value);
        return request;
    }

    /// <summary>One byte changed in each part that the signature covers, and in the signature itself.</summary>
    public IEnumerable<(string Part, WireRequest Request)> WithOneByteChanged()
    {
        yield return ("method", this with { Method = Change(Method, 1) });
        yield return ("path", this with { Target = Change(Target, 2) });
        yield return ("query", this with { Target = Change(Target, Target.Length - 1) });
        if (Body is not null)
            yield return ("body", this with { Body = Change(Body, Body.Length / 2) });

        // The last digit of a date is that of its seconds: what is left is a date, and a fresh one.
        foreach (var name in Covered().Where(Headers.ContainsKey))
            yield return (name, Changed(name, name == "date" ? Headers[name].LastIndexOf(':') + 2 : Headers[name].Length / 2));

        foreach (var parameter in (string[])["created=", "expires=", "keyid=\""])
            foreach (var name in (string[])["signature", "signature-input"])
                if (Headers.GetValueOrDefault(name)?.IndexOf(parameter, StringComparison.OrdinalIgnoreCase) is >= 0 and var at)
                    yield return (parameter.TrimEnd('=', '"'), Changed(name, at + parameter.Length + 9));

        var signature = Headers["signature"].LastIndexOf("signature=\"", StringComparison.Ordinal) is >= 0 and var start ? start + 30 : 30;
        yield return ("signature", Changed("signature", signature));
    }

    private WireRequest Changed(string name, int at) =>
        this with { Headers = new Dictionary<string, string>(Headers, StringComparer.Ordinal) { [name] = Change(Headers[name], at) } };

    // `headers="(request-target) host"` in the one style, `("@method" "host")` in the other.
    private string[] Covered()
    {
        var list = Headers.TryGetValue("signature-input", out var input) ? Between(input, "(", ")") : Between(Headers["signature"], "headers=\"", "\"");
        return list.Replace("\"", "", StringComparison.Ordinal).Split(' ');
    }

    private static string Between(string text, string start, string end)
    {
        var from = text.IndexOf(start, StringComparison.Ordinal) + start.Length;
        return text[from..text.IndexOf(end, from, StringComparison.Ordinal)];
    }

    // Of the same kind, so that it is the signature that no longer fits and not the grammar.
    private static string Change(string text, int at)
    {
        var changed = text[at] switch
        {
            '9' => '8',
            >= '0' and < '9' and var digit => (char)(digit + 1),
            >= 'A' and <= 'Z' and var capital => capital == 'X' ? 'Y' : 'X',
            var other => other == 'x' ? 'y' : 'x',
        };
        return text[..at] + changed + text[(at + 1)..];
    }
}

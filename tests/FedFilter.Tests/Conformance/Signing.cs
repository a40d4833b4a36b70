using System.Security.Cryptography;
using System.Text;

namespace FedFilter.Tests.Conformance;

/// <summary>
/// Signs messages in both styles, also in ways that no server should. Written apart from the program's own signing, so that one
/// misreading of a specification is not made twice.
/// </summary>
internal sealed class Signing(string style, Placeholders fill, Func<string, SuiteKey> keys)
{
    // The words in which a case that runs in both styles says what is left out.
    private static readonly Dictionary<string, (string Cavage, string Rfc9421)> Words = new()
    {
        ["method"] = ("(request-target)", "@method"),
        ["target"] = ("(request-target)", "@target-uri"),
        ["host"] = ("host", "@target-uri"),
        ["date"] = ("date", "created"),
        ["digest"] = ("digest", "content-digest"),
    };

    public void Sign(Message message, SignatureShape shape)
    {
        if (style == "cavage")
        {
            message.Fields.Add(("Signature", Cavage(message, shape)));
            return;
        }

        var all = shape.More.Prepend(shape).Select(one => (one.Label, Made: Rfc9421(message, one))).ToArray();
        message.Fields.Add(("Signature-Input", string.Join(", ", all.Select(one => $"{one.Label}={one.Made.Input}"))));
        message.Fields.Add(("Signature", string.Join(", ", all.Select(one => $"{one.Label}=:{one.Made.Signature}:"))));
    }

    private string Cavage(Message message, SignatureShape shape)
    {
        string[] usual = ["(request-target)", "host", "date", .. message.Body is null ? [] : new[] { "digest" }];
        var covered = Covered(shape, usual, word => word.Cavage);
        var time = fill.Time(shape.Time).ToUnixTimeSeconds();
        var text = string.Join('\n', covered.Select(name => $"{name.ToLowerInvariant()}: " + name.ToLowerInvariant() switch
        {
            "(request-target)" => $"{message.Method.ToLowerInvariant()} {message.Target}",
            "(created)" => $"{time}",
            "(expires)" => $"{time + 300}",
            _ => message[name] ?? "",
        }));
        var algorithm = fill.Fill(shape.Algorithm ?? "rsa-sha256");
        return $"keyId=\"{fill.Fill(shape.KeyId ?? $"${{{shape.By}.key-id}}")}\""
            + (algorithm == "none" ? "" : $",algorithm=\"{algorithm}\"")
            + (covered.Contains("(created)") ? $",created={time}" : "")
            + (covered.Contains("(expires)") ? $",expires={time + 300}" : "")
            + $",headers=\"{string.Join(' ', covered)}\""
            + fill.Fill(shape.Parameters ?? "")
            + $",signature=\"{Value(shape, text)}\"";
    }

    private (string Input, string Signature) Rfc9421(Message message, SignatureShape shape)
    {
        string[] usual = ["@method", "@target-uri", .. message.Body is null ? [] : new[] { "content-digest" }];
        var covered = Covered(shape, usual, word => word.Rfc9421);
        var query = message.Target.IndexOf('?', StringComparison.Ordinal);
        var lines = covered.Select(name => $"\"{name}\": " + name switch
        {
            "@method" => message.Method,
            "@target-uri" => $"http://{message["Host"]}{message.Target}",
            "@authority" => message["Host"],
            "@path" => query < 0 ? message.Target : message.Target[..query],
            "@query" => query < 0 ? "?" : message.Target[query..],
            _ => message[name] ?? "",
        } + "\n");
        var input = $"({string.Join(' ', covered.Select(name => $"\"{name}\""))})"
            + (shape.LeavesOut.Contains("date") ? "" : $";created={fill.Time(shape.Time).ToUnixTimeSeconds()}")
            + $";keyid=\"{fill.Fill(shape.KeyId ?? $"${{{shape.By}.key-id}}")}\""
            + (shape.Algorithm is { } algorithm && algorithm != "none" ? $";alg=\"{fill.Fill(algorithm)}\"" : "")
            + fill.Fill(shape.Parameters ?? "");
        return (input, Value(shape, string.Concat(lines) + $"\"@signature-params\": {input}"));
    }

    private string[] Covered(SignatureShape shape, string[] usual, Func<(string Cavage, string Rfc9421), string> word)
    {
        var left = shape.LeavesOut.Select(name => word(Words[name])).ToHashSet();
        var named = shape.Covers?.SelectMany(name => fill.Fill(name).Split(' ', StringSplitOptions.RemoveEmptyEntries));
        return [.. (named ?? usual).Where(name => !left.Contains(name)), .. shape.AlsoCovers];
    }

    private string Value(SignatureShape shape, string text)
    {
        if (shape.Value is { } given)
            return fill.Fill(given);
        var key = keys(fill.Fill(shape.By));
        var octets = Encoding.UTF8.GetBytes(text);
        return Convert.ToBase64String(shape.Hmac ? HMACSHA256.HashData(Encoding.UTF8.GetBytes(key.PublicPem.Trim()), octets) : key.Sign(octets));
    }
}

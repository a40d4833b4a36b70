using System.Buffers;
using System.Text;

namespace FedFilter.Checkpoints.Egress;

/// <summary>The head of a CONNECT request (RFC 9110, section 9.3.6): the one piece of HTTP that Kestrel does not read for us.</summary>
/// <param name="Target">The authority that it names.</param>
/// <param name="Host">What the Host header says; null if there is none.</param>
/// <param name="UserAgent">Who says to be asking.</param>
internal sealed record ConnectHead(string Target, string? Host, string? UserAgent)
{
    public const int MaxOctets = 8192;

    private const int MaxHeaders = 64;

    /// <summary>What a CONNECT begins with.</summary>
    public static ReadOnlySpan<byte> Begins => "CONNECT "u8;

    private static readonly SearchValues<char> TokenCharacters =
        SearchValues.Create("!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ");

    /// <summary>Reads a head up to, and without, the empty line that ends it. Null where it can be read in no way, or in two. Never throws.</summary>
    public static ConnectHead? Parse(ReadOnlySpan<byte> octets)
    {
        var lines = Encoding.Latin1.GetString(octets).Split("\r\n");
        if (lines.Length > MaxHeaders + 1 || lines.Any(line => line.AsSpan().ContainsAny('\r', '\n', '\0')))
            return null;
        if (lines[0].Split(' ') is not ["CONNECT", { Length: > 0 } target, "HTTP/1.1" or "HTTP/1.0"])
            return null;
        if (!Ascii.IsValid(target))
            return null; // a host name of other bytes is one name in UTF-8 and another in Latin-1

        string? host = null, userAgent = null;
        foreach (var line in lines.AsSpan(1))
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            if (colon < 1 || line.AsSpan(0, colon).ContainsAnyExcept(TokenCharacters))
                return null; // a space before the colon, or a folded line
            var (name, value) = (line[..colon].ToLowerInvariant(), line[(colon + 1)..].Trim(' ', '\t'));
            switch (name)
            {
                case "host" when host is not null || !Ascii.IsValid(value):
                case "transfer-encoding":
                case "content-length" when value != "0":
                    return null; // what came behind the head would be a body to one reader and a tunnel to the other
                case "host":
                    host = value;
                    break;
                case "user-agent":
                    userAgent = value;
                    break;
            }
        }

        return new ConnectHead(target, host, userAgent);
    }
}

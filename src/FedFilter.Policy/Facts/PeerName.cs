using System.Buffers;
using System.Globalization;
using System.Text;

namespace FedFilter.Policy.Facts;

/// <summary>The one canonical spelling of a host, used wherever hosts are compared.</summary>
public static class PeerName
{
    private static readonly SearchValues<char> HexDigits = SearchValues.Create("0123456789abcdef");

    private static readonly IdnMapping Idn = new() { UseStd3AsciiRules = true, AllowUnassigned = false };

    /// <summary>
    /// Reads <c>host</c> or <c>host:port</c> into lower case and A-labels (RFC 5890), without a trailing dot, with the port only if it is
    /// not 443. Refuses what names no server a peer may have: IP addresses in any notation, single labels, user names, paths, escapes.
    /// </summary>
    /// <param name="text">A host as somebody wrote it; hostile.</param>
    /// <param name="peer">The canonical form, or an empty text.</param>
    /// <returns>Whether the text names a host. Never throws.</returns>
    public static bool TryParse(string? text, out string peer)
    {
        peer = "";
        if (text is null || text.Length is 0 or > 512)
            return false;

        var colon = text.LastIndexOf(':');
        var port = 443;
        if (colon >= 0 && !TryReadPort(text.AsSpan(colon + 1), out port))
            return false;
        if (!TryReadHost(colon < 0 ? text : text[..colon], out var host))
            return false;

        peer = port == 443 ? host : string.Create(CultureInfo.InvariantCulture, $"{host}:{port}");
        return true;
    }

    private static bool TryReadPort(ReadOnlySpan<char> digits, out int port)
    {
        port = 0;
        if (digits.Length is 0 or > 5 || digits[0] == '0')
            return false;
        foreach (var digit in digits)
            if (!char.IsAsciiDigit(digit))
                return false;
        port = int.Parse(digits, NumberStyles.None, CultureInfo.InvariantCulture);
        return port <= 65535;
    }

    private static bool TryReadHost(string text, out string host)
    {
        host = "";
        var ascii = (text.EndsWith('.') ? text[..^1] : text).ToLowerInvariant();
        if ((!Ascii.IsValid(ascii) || ascii.Contains("xn--", StringComparison.Ordinal)) && !TryMap(ref ascii))
            return false;

        if (ascii.Length > 253 || !ascii.Contains('.', StringComparison.Ordinal))
            return false;
        foreach (var label in ascii.AsSpan().Split('.'))
            if (!IsLabel(ascii.AsSpan(label)))
                return false;

        // A last label of digits, or 0x and hex digits, is how an IPv4 address ends in every notation (WHATWG URL, section 3.5).
        var last = ascii.AsSpan(ascii.LastIndexOf('.') + 1);
        if (!last.ContainsAnyExceptInRange('0', '9') || (last.StartsWith("0x") && !last[2..].ContainsAnyExcept(HexDigits)))
            return false;
        host = ascii;
        return true;
    }

    private static bool TryMap(ref string host)
    {
        try
        {
            // Some characters (soft hyphen, full-width forms) vanish or change in the mapping: what stays must map to itself.
            host = Idn.GetAscii(host).ToLowerInvariant();
            return Idn.GetAscii(host) == host;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    private static bool IsLabel(ReadOnlySpan<char> label)
    {
        if (label.Length is 0 or > 63 || label[0] == '-' || label[^1] == '-')
            return false;
        foreach (var c in label)
            if (!char.IsAsciiLetterLower(c) && !char.IsAsciiDigit(c) && c != '-')
                return false;
        return true;
    }
}

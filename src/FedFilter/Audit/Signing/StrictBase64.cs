namespace FedFilter.Audit.Signing;

/// <summary>Base64 in its one spelling (RFC 4648, sections 3.3 and 3.5): the framework's reader takes white space and stray bits too.</summary>
internal static class StrictBase64
{
    /// <summary>Null if it is not.</summary>
    public static byte[]? Decode(string text)
    {
        var octets = new byte[text.Length];
        return Convert.TryFromBase64String(text, octets, out var length) && Convert.ToBase64String(octets, 0, length) == text ? octets[..length] : null;
    }
}

using FedFilter.Policy.Facts;

namespace FedFilter.Peers;

/// <summary>An account such as <c>@alice@handle.example</c>.</summary>
/// <param name="Name">The part before the domain, as it is written.</param>
/// <param name="Domain">The domain in canonical form.</param>
internal sealed record Handle(string Name, string Domain)
{
    private const int LongestName = 256;

    /// <summary>The URI of the account (RFC 7565).</summary>
    public string Account => $"acct:{Name}@{Domain}";

    /// <summary>Reads a handle, with or without the first @, or an <c>acct:</c> URI. Null for anything else. Never throws.</summary>
    public static Handle? Parse(string? text)
    {
        if (text is null)
            return null;
        var handle = text.StartsWith("acct:", StringComparison.OrdinalIgnoreCase) ? text["acct:".Length..] : text.StartsWith('@') ? text[1..] : text;
        var at = handle.IndexOf('@', StringComparison.Ordinal);
        return at is > 0 and <= LongestName && PeerName.TryParse(handle[(at + 1)..], out var domain) && !handle[..at].Any(c => char.IsWhiteSpace(c) || char.IsControl(c) || c is '/' or ':')
            ? new Handle(handle[..at], domain)
            : null;
    }
}

using System.Globalization;

namespace FedFilter.Signatures;

/// <summary>The authority of a URL as signatures cover it: lower case, A-labels, the port only if it is not the scheme's default (RFC 9421, section 2.2.3).</summary>
internal static class Authority
{
    public static string Of(Uri url) =>
        (url.IsDefaultPort ? url.IdnHost : string.Create(CultureInfo.InvariantCulture, $"{url.IdnHost}:{url.Port}")).ToLowerInvariant();
}

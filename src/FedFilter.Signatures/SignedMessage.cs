using Microsoft.AspNetCore.Http;

namespace FedFilter.Signatures;

/// <summary>The parts of a request that a signature can cover, as they came over the wire.</summary>
internal sealed record SignedMessage
{
    public required string Method { get; init; }

    /// <summary>Path and query exactly as sent: re-serialising a URL changes octets that were signed.</summary>
    public required string RawTarget { get; init; }

    /// <summary>Our public name as configured, with the port only if it is not the scheme's default.</summary>
    public required string Authority { get; init; }

    /// <summary>The scheme by which the public reaches us.</summary>
    public required string Scheme { get; init; }

    public required bool CanHaveBody { get; init; }

    public required IHeaderDictionary Headers { get; init; }

    /// <summary>The port that may be written out although it says nothing.</summary>
    public int DefaultPort => Scheme == Uri.UriSchemeHttps ? 443 : 80;

    /// <summary>The value of a field; of one sent several times all values, in order (RFC 9110, section 5.3).</summary>
    public string Field(string name) => Headers[name] is { Count: > 1 } values ? string.Join(", ", values.ToArray()) : Headers[name].ToString();

    /// <summary>Fields of which a second one would let two readers take one each.</summary>
    private static readonly string[] SingleFields = ["host", "date", "digest", "content-length", "content-type"];

    /// <summary>The first field that was sent more than once although only one can be meant; null if there is none.</summary>
    public string? RepeatedField()
    {
        foreach (var name in SingleFields)
            if (Headers[name].Count > 1)
                return name;
        return null;
    }
}

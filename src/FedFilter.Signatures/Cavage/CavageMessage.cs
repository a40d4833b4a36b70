using System.Text;
using Microsoft.AspNetCore.Http;

namespace FedFilter.Signatures.Cavage;

/// <summary>The parts of a request that a signature can cover, as they came over the wire.</summary>
internal sealed record CavageMessage
{
    public required string Method { get; init; }

    /// <summary>Path and query exactly as sent: re-serialising a URL changes octets that were signed.</summary>
    public required string RawTarget { get; init; }

    /// <summary>Our public name as configured, with the port only if it is not the scheme's default.</summary>
    public required string Authority { get; init; }

    /// <summary>The port that may be written out although it says nothing.</summary>
    public required int DefaultPort { get; init; }

    public required bool CanHaveBody { get; init; }

    public required IHeaderDictionary Headers { get; init; }

    /// <summary>The signing string (section 2.3); the verifier has made sure that everything listed is there.</summary>
    public byte[] SigningString(CavageSignature signature)
    {
        var text = new StringBuilder();
        foreach (var name in signature.Covered)
        {
            if (text.Length > 0)
                text.Append('\n');
            text.Append(name).Append(": ");
            _ = name switch
            {
                CavageSignature.RequestTarget => text.Append(Method.ToLowerInvariant()).Append(' ').Append(RawTarget),
                CavageSignature.CreatedName => text.Append(signature.Created),
                CavageSignature.ExpiresName => text.Append(signature.Expires),
                _ => text.AppendJoin(", ", Headers[name].AsEnumerable()),
            };
        }

        return Encoding.UTF8.GetBytes(text.ToString());
    }
}

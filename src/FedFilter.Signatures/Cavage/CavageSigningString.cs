using System.Text;

namespace FedFilter.Signatures.Cavage;

/// <summary>The octets that were signed (draft-cavage-http-signatures-12, section 2.3).</summary>
internal static class CavageSigningString
{
    /// <summary>The signing string; the verifier has made sure that everything listed is there.</summary>
    public static byte[] Of(CavageSignature signature, SignedMessage message)
    {
        var text = new StringBuilder();
        foreach (var name in signature.Covered)
        {
            if (text.Length > 0)
                text.Append('\n');
            text.Append(name).Append(": ");
            _ = name switch
            {
                CavageSignature.RequestTarget => text.Append(message.Method.ToLowerInvariant()).Append(' ').Append(message.RawTarget),
                CavageSignature.CreatedName => text.Append(signature.Created),
                CavageSignature.ExpiresName => text.Append(signature.Expires),
                _ => text.AppendJoin(", ", message.Headers[name].AsEnumerable()),
            };
        }

        return Encoding.UTF8.GetBytes(text.ToString());
    }
}

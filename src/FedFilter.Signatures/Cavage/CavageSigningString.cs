using System.Buffers;
using System.Globalization;
using System.Text;

namespace FedFilter.Signatures.Cavage;

/// <summary>The octets that were signed (draft-cavage-http-signatures-12, section 2.3).</summary>
internal static class CavageSigningString
{
    /// <summary>The signing string; the verifier has made sure that everything listed is there.</summary>
    public static byte[] Of(CavageSignature signature, SignedMessage message)
    {
        var octets = new ArrayBufferWriter<byte>(512);
        foreach (var name in signature.Covered)
        {
            if (octets.WrittenCount > 0)
                octets.Write("\n"u8);
            Append(octets, name);
            octets.Write(": "u8);
            switch (name)
            {
                case CavageSignature.RequestTarget:
                    Append(octets, message.Method.ToLowerInvariant());
                    octets.Write(" "u8);
                    Append(octets, message.RawTarget);
                    break;
                case CavageSignature.CreatedName: Append(octets, Seconds(signature.Created)); break;
                case CavageSignature.ExpiresName: Append(octets, Seconds(signature.Expires)); break;
                default: Append(octets, message.Field(name)); break;
            }
        }

        return octets.WrittenSpan.ToArray();
    }

    private static void Append(ArrayBufferWriter<byte> octets, string? text) => Encoding.UTF8.GetBytes(text, octets);

    private static string? Seconds(long? time) => time?.ToString(CultureInfo.InvariantCulture);
}

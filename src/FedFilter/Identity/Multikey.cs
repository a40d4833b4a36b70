using System.Numerics;

namespace FedFilter.Identity;

/// <summary>The text form of a public key (FEP-521a, W3C Controlled Identifiers, section 2.2.2): multibase base58-btc of multicodec and key.</summary>
internal static class Multikey
{
    private const string Alphabet = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";

    /// <summary>An Ed25519 public key, 32 octets; multicodec 0xed01.</summary>
    public static string OfEd25519(ReadOnlySpan<byte> publicKey) => "z" + Base58([0xed, 0x01, .. publicKey]);

    private static string Base58(ReadOnlySpan<byte> octets)
    {
        var digits = new Stack<char>();
        for (var number = new BigInteger(octets, isUnsigned: true, isBigEndian: true); number > 0; number /= 58)
            digits.Push(Alphabet[(int)(number % 58)]);
        foreach (var octet in octets)
        {
            if (octet != 0)
                break;
            digits.Push('1');
        }

        return new string([.. digits]);
    }
}

using System.Collections.Concurrent;
using FedFilter.Signatures.Keys;

namespace FedFilter.Tests.World;

/// <summary>Real RSA keys by name. Making one takes a good part of a second, so each is made once.</summary>
internal static class TestKeys
{
    private static readonly ConcurrentDictionary<string, Lazy<string>> Pems = new(StringComparer.Ordinal);

    public static string Pem(string name) => Pems.GetOrAdd(name, _ => new Lazy<string>(SigningKey.NewPem)).Value;

    public static SigningKey Of(string name, string keyId) => SigningKey.FromPem(keyId, Pem(name));
}

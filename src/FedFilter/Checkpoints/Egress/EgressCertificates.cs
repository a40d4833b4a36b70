using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace FedFilter.Checkpoints.Egress;

/// <summary>
/// Certificates in the names of other servers, signed by our own authority: made when a host is first asked for, kept for a day, and no
/// longer than there is room. All share one key, which never leaves the memory.
/// </summary>
internal sealed class EgressCertificates(X509Certificate2 authority, TimeProvider time) : IDisposable
{
    private const int Most = 4096;

    // Short: nobody would notice a lost key. From yesterday: the origin's clock may be behind.
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(3);
    private static readonly TimeSpan Kept = TimeSpan.FromDays(1);

    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly Lock _lock = new();
    private readonly Dictionary<string, (SslStreamCertificateContext Certificate, DateTimeOffset MadeAt)> _made = new(StringComparer.Ordinal);

    /// <param name="host">In canonical form.</param>
    public SslStreamCertificateContext Of(string host)
    {
        var now = time.GetUtcNow();
        lock (_lock)
            if (_made.TryGetValue(host, out var known) && now - known.MadeAt < Kept)
                return known.Certificate;

        var made = Create(host, now);
        lock (_lock)
        {
            if (_made.Count >= Most)
                _made.Clear(); // handshakes under way hold on to theirs
            _made[host] = (made, now);
        }

        return made;
    }

    private SslStreamCertificateContext Create(string host, DateTimeOffset now)
    {
        var request = new CertificateRequest("CN=FedFilter egress", _key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(host);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: false, hasPathLengthConstraint: false, pathLengthConstraint: 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1")], critical: false)); // serverAuth
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(authority, includeKeyIdentifier: true, includeIssuerAndSerial: false));

        var (start, end) = (authority.NotBefore.ToUniversalTime(), authority.NotAfter.ToUniversalTime());
        using var bare = request.Create(authority, Later(start, now.AddDays(-1)), now + Lifetime < end ? now + Lifetime : end, RandomNumberGenerator.GetBytes(16));
        return SslStreamCertificateContext.Create(bare.CopyWithPrivateKey(_key), additionalCertificates: null, offline: true);
    }

    private static DateTimeOffset Later(DateTimeOffset a, DateTimeOffset b) => a > b ? a : b;

    public void Dispose()
    {
        _key.Dispose();
        authority.Dispose();
    }
}

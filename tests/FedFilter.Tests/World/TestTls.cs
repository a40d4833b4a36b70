using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace FedFilter.Tests.World;

/// <summary>A certificate authority that stands for those of the public internet, and what it signs.</summary>
internal static class TestTls
{
    private static readonly X509Certificate2 Authority = NewAuthority();

    public static X509Certificate2 Certificate(params IEnumerable<string> hosts)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=a server", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        foreach (var host in hosts)
            names.AddDnsName(host);
        request.CertificateExtensions.Add(names.Build());
        using var bare = request.Create(Authority, Authority.NotBefore, Authority.NotAfter, RandomNumberGenerator.GetBytes(8));
        return X509CertificateLoader.LoadPkcs12(bare.CopyWithPrivateKey(key).Export(X509ContentType.Pkcs12), null);
    }

    /// <summary>Writes it as a PEM file; its path.</summary>
    public static string WriteAuthority(string folder)
    {
        var file = Path.Combine(folder, "public-roots.pem");
        File.WriteAllText(file, Authority.ExportCertificatePem());
        return file;
    }

    /// <summary>Its key and certificate as PEM, for programs that take them so.</summary>
    public static (string Certificate, string Key) Pem(string host)
    {
        using var certificate = Certificate(host);
        return (certificate.ExportCertificatePem(), certificate.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem());
    }

    /// <summary>Accepts what chains up to this authority, in the right name.</summary>
    public static RemoteCertificateValidationCallback Trusts(X509Certificate2 root) => (_, certificate, _, errors) =>
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(root);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        return (errors & ~SslPolicyErrors.RemoteCertificateChainErrors) == SslPolicyErrors.None && certificate is X509Certificate2 leaf && chain.Build(leaf);
    };

    /// <summary>Accepts the certificates of the public internet alone.</summary>
    public static bool IsTrusted(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors) => Trusts(Authority)(sender, certificate, chain, errors);

    private static X509Certificate2 NewAuthority()
    {
        var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=the public internet", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        return request.CreateSelfSigned(TimeProvider.System.GetUtcNow().AddDays(-1), TimeProvider.System.GetUtcNow().AddDays(2));
    }
}

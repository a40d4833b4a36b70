using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace FedFilter.Identity;

/// <summary>
/// A certificate authority of our own, with which egress ends TLS for the origin. Whoever has its key can pose as any server to whoever trusts
/// it, so it is made only when an admin asks for it, and readable by its owner alone.
/// </summary>
internal static class EgressAuthority
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(5 * 365);

    public static string CertificateFile(string dataFolder) => Path.Combine(OwnKeys.Folder(dataFolder), "egress-ca.crt");

    public static string KeyFile(string dataFolder) => Path.Combine(OwnKeys.Folder(dataFolder), "egress-ca.key");

    /// <summary>Makes it if it is not there yet, and gives the files it wrote. Never overwrites.</summary>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    public static IReadOnlyList<string> Generate(string dataFolder, TimeProvider time)
    {
        var (certificateFile, keyFile) = (CertificateFile(dataFolder), KeyFile(dataFolder));
        if (File.Exists(certificateFile) && File.Exists(keyFile))
            return [];
        if (File.Exists(certificateFile) != File.Exists(keyFile))
            throw new FedFilterStartException($"of {certificateFile} and {keyFile} only one is there: put the other back, or move this one away");

        OwnKeys.CreateFolder(dataFolder);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var certificate = Create(key, time.GetUtcNow());
        var written = new List<string>();
        OwnKeys.WriteOnce(keyFile, key.ExportPkcs8PrivateKeyPem, written);
        OwnKeys.WriteOnce(certificateFile, () => certificate.ExportCertificatePem() + "\n", written);
        return written;
    }

    /// <exception cref="FedFilterStartException">It is not there, cannot be read, or has expired.</exception>
    public static X509Certificate2 Load(string dataFolder, TimeProvider time)
    {
        const string cure = "`fedfilter keys generate --ca` makes one; then let your server trust it (docs/egress.md)";
        var (certificateFile, keyFile) = (CertificateFile(dataFolder), KeyFile(dataFolder));
        try
        {
            var authority = X509Certificate2.CreateFromPemFile(certificateFile, keyFile);
            return authority.NotAfter.ToUniversalTime() > time.GetUtcNow().UtcDateTime
                ? authority
                : throw new FedFilterStartException($"egress.intercept: the authority in {certificateFile} has expired: move both files away; {cure}");
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new FedFilterStartException($"egress.intercept: there is no certificate authority in {certificateFile}: {cure}");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw new FedFilterStartException($"egress.intercept: {certificateFile} with {keyFile} cannot be used: {e.Message}");
        }
    }

    private static X509Certificate2 Create(ECDsa key, DateTimeOffset now)
    {
        // Several may be trusted in one place: the name tells them apart.
        var request = new CertificateRequest($"CN=FedFilter egress {Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(4))}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: true, pathLengthConstraint: 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, critical: true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        return request.CreateSelfSigned(now.AddDays(-1), now + Lifetime);
    }
}

using System.Security.Cryptography.X509Certificates;
using FedFilter.Checkpoints.Egress;
using FedFilter.Identity;
using Microsoft.Extensions.Time.Testing;

namespace FedFilter.Tests.Identity;

/// <summary>The certificate authority for egress, and what it signs.</summary>
public sealed class EgressAuthorityTests : IDisposable
{
    private readonly string _data = Directory.CreateTempSubdirectory("fedfilter-tests-").FullName;
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 24, 12, 0, 0, TimeSpan.Zero));

    [Fact]
    public void its_key_is_its_owners_alone_and_it_is_made_once()
    {
        var written = EgressAuthority.Generate(_data, _time);
        var pem = File.ReadAllText(EgressAuthority.CertificateFile(_data));

        Assert.Equal([EgressAuthority.KeyFile(_data), EgressAuthority.CertificateFile(_data)], written);
        Assert.All(written, file => Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file)));
        Assert.Empty(EgressAuthority.Generate(_data, _time));
        Assert.Equal(pem, File.ReadAllText(EgressAuthority.CertificateFile(_data)));
    }

    [Fact]
    public void it_may_sign_servers_and_no_further_authority()
    {
        EgressAuthority.Generate(_data, _time);
        using var authority = EgressAuthority.Load(_data, _time);

        var constraints = authority.Extensions.OfType<X509BasicConstraintsExtension>().Single();
        Assert.Equal((true, true, 0), (constraints.CertificateAuthority, constraints.HasPathLengthConstraint, constraints.PathLengthConstraint));
        Assert.Equal(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, authority.Extensions.OfType<X509KeyUsageExtension>().Single().KeyUsages);
    }

    [Fact]
    public void half_an_authority_or_one_that_has_expired_is_said_with_its_cure()
    {
        Assert.Contains("`fedfilter keys generate --ca`", Assert.Throws<FedFilterStartException>(() => EgressAuthority.Load(_data, _time)).Message, StringComparison.Ordinal);
        EgressAuthority.Generate(_data, _time);
        _time.Advance(TimeSpan.FromDays(6 * 365));
        Assert.Contains("has expired", Assert.Throws<FedFilterStartException>(() => EgressAuthority.Load(_data, _time)).Message, StringComparison.Ordinal);
        File.Delete(EgressAuthority.KeyFile(_data));
        Assert.Contains("only one is there", Assert.Throws<FedFilterStartException>(() => EgressAuthority.Generate(_data, _time)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void a_certificate_is_for_one_host_and_made_anew_after_a_day()
    {
        EgressAuthority.Generate(_data, _time);
        using var certificates = new EgressCertificates(EgressAuthority.Load(_data, _time), _time);

        var first = certificates.Of("friend.example");

        Assert.Same(first, certificates.Of("friend.example"));
        Assert.Equal(["friend.example"], first.TargetCertificate.Extensions.OfType<X509SubjectAlternativeNameExtension>().Single().EnumerateDnsNames());
        Assert.True(first.TargetCertificate.NotAfter.ToUniversalTime() <= _time.GetUtcNow().AddDays(3));
        _time.Advance(TimeSpan.FromHours(25));
        Assert.NotSame(first, certificates.Of("friend.example"));
    }

    public void Dispose() => Directory.Delete(_data, recursive: true);
}

using FedFilter.Network;

namespace FedFilter.Tests.Network;

/// <summary>The list's own test vectors (https://github.com/publicsuffix/list, tests/tests.txt, CC0), and hosts as they occur here.</summary>
public sealed class RegistrableDomainTests
{
    /// <summary>A host and its registrable domain; a host that stands alone is a public suffix.</summary>
    private const string Vectors = """
        example
        example.example example.example
        b.example.example example.example
        a.b.example.example example.example
        biz
        domain.biz domain.biz
        b.domain.biz domain.biz
        a.b.domain.biz domain.biz
        com
        example.com example.com
        b.example.com example.com
        a.b.example.com example.com
        uk.com
        example.uk.com example.uk.com
        b.example.uk.com example.uk.com
        a.b.example.uk.com example.uk.com
        test.ac test.ac
        mm
        c.mm
        b.c.mm b.c.mm
        a.b.c.mm b.c.mm
        jp
        test.jp test.jp
        www.test.jp test.jp
        ac.jp
        test.ac.jp test.ac.jp
        www.test.ac.jp test.ac.jp
        kyoto.jp
        test.kyoto.jp test.kyoto.jp
        ide.kyoto.jp
        b.ide.kyoto.jp b.ide.kyoto.jp
        a.b.ide.kyoto.jp b.ide.kyoto.jp
        c.kobe.jp
        b.c.kobe.jp b.c.kobe.jp
        a.b.c.kobe.jp b.c.kobe.jp
        city.kobe.jp city.kobe.jp
        www.city.kobe.jp city.kobe.jp
        ck
        test.ck
        b.test.ck b.test.ck
        a.b.test.ck b.test.ck
        www.ck www.ck
        www.www.ck www.ck
        us
        test.us test.us
        www.test.us test.us
        ak.us
        test.ak.us test.ak.us
        www.test.ak.us test.ak.us
        k12.ak.us
        test.k12.ak.us test.k12.ak.us
        www.test.k12.ak.us test.k12.ak.us
        xn--85x722f.com.cn xn--85x722f.com.cn
        xn--85x722f.xn--55qx5d.cn xn--85x722f.xn--55qx5d.cn
        www.xn--85x722f.xn--55qx5d.cn xn--85x722f.xn--55qx5d.cn
        shishi.xn--55qx5d.cn shishi.xn--55qx5d.cn
        xn--55qx5d.cn
        xn--85x722f.xn--fiqs8s xn--85x722f.xn--fiqs8s
        www.xn--85x722f.xn--fiqs8s xn--85x722f.xn--fiqs8s
        shishi.xn--fiqs8s shishi.xn--fiqs8s
        xn--fiqs8s
        """;

    [Fact]
    public void the_lists_own_vectors_hold()
    {
        foreach (var line in Vectors.Split('\n').Select(line => line.Trim().Split(' ')))
            Assert.Equal((line[0], line[^1]), (line[0], RegistrableDomain.Of(line[0])));
    }

    [Theory]
    [InlineData("a.masto.host", "a.masto.host")] // a hosting service
    [InlineData("x.a.masto.host", "a.masto.host")]
    [InlineData("masto.host", "masto.host")]
    [InlineData("social.example.co.uk", "example.co.uk")]
    [InlineData("a.github.io", "a.github.io")] // the private section
    [InlineData("a.b.example:8443", "b.example")]
    [InlineData("example.com:8443", "example.com")]
    [InlineData("localhost", "localhost")]
    [InlineData("", "")]
    [InlineData("a..b", ".b")]
    [InlineData(".", ".")]
    public void hosts_are_counted_by_what_one_party_registers(string host, string domain) => Assert.Equal(domain, RegistrableDomain.Of(host));
}

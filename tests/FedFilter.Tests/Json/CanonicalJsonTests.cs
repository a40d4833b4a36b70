using System.Text;
using System.Text.Json;
using CsCheck;
using FedFilter.Json;

namespace FedFilter.Tests.Json;

/// <summary>RFC 8785: the example of section 3.2, the numbers of appendix B.</summary>
public sealed class CanonicalJsonTests
{
    [Fact]
    public void the_rfcs_example_gives_the_rfcs_octets()
    {
        const string input = """{"numbers":[333333333.33333329,1E30,4.50,2e-3,0.000000000000000000000000001],"string":"\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/","literals":[null,true,false]}""";
        const string expected = """{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\u000f\nA'B\"\\\\\"/"}""";

        Assert.Equal(expected, Canonical(input));
    }

    [Fact]
    public void keys_are_ordered_by_utf16_code_units()
    {
        const string input = """{"\u20ac":"Euro Sign","\r":"Carriage Return","\ufb33":"Hebrew Letter Dalet With Dagesh","1":"One","\ud83d\ude00":"Emoji: Grinning Face","\u0080":"Control","\u00f6":"Latin Small Letter O With Diaeresis"}""";

        Assert.Equal(
            ["Carriage Return", "One", "Control", "Latin Small Letter O With Diaeresis", "Euro Sign", "Emoji: Grinning Face", "Hebrew Letter Dalet With Dagesh"],
            JsonDocument.Parse(Canonical(input)).RootElement.EnumerateObject().Select(member => member.Value.GetString()));
    }

    [Theory]
    [InlineData(0x0000000000000000, "0")]
    [InlineData(0x8000000000000000, "0")]
    [InlineData(0x0000000000000001, "5e-324")]
    [InlineData(0x8000000000000001, "-5e-324")]
    [InlineData(0x7fefffffffffffff, "1.7976931348623157e+308")]
    [InlineData(0xffefffffffffffff, "-1.7976931348623157e+308")]
    [InlineData(0x4340000000000000, "9007199254740992")]
    [InlineData(0xc340000000000000, "-9007199254740992")]
    [InlineData(0x4430000000000000, "295147905179352830000")]
    [InlineData(0x44b52d02c7e14af5, "9.999999999999997e+22")]
    [InlineData(0x44b52d02c7e14af6, "1e+23")]
    [InlineData(0x44b52d02c7e14af7, "1.0000000000000001e+23")]
    [InlineData(0x444b1ae4d6e2ef4e, "999999999999999700000")]
    [InlineData(0x444b1ae4d6e2ef4f, "999999999999999900000")]
    [InlineData(0x444b1ae4d6e2ef50, "1e+21")]
    [InlineData(0x3eb0c6f7a0b5ed8c, "9.999999999999997e-7")]
    [InlineData(0x3eb0c6f7a0b5ed8d, "0.000001")]
    [InlineData(0x41b3de4355555553, "333333333.3333332")]
    [InlineData(0x41b3de4355555554, "333333333.33333325")]
    [InlineData(0x41b3de4355555555, "333333333.3333333")]
    [InlineData(0x41b3de4355555556, "333333333.3333334")]
    [InlineData(0x41b3de4355555557, "333333333.33333343")]
    [InlineData(0xbecbf647612f3696, "-0.0000033333333333333333")]
    [InlineData(0x43143ff3c1cb0959, "1424953923781206.2")]
    public void numbers_are_written_as_ecmascript_writes_them(ulong bits, string expected) => Assert.Equal(expected, CanonicalJson.Number(BitConverter.UInt64BitsToDouble(bits)));

    [Fact]
    public void a_number_reads_back_as_itself() =>
        Gen.Double.Where(double.IsFinite).Sample(number => Assert.Equal(number == 0 ? 0 : number, double.Parse(CanonicalJson.Number(number), System.Globalization.CultureInfo.InvariantCulture)));

    [Fact]
    public void what_has_no_form_is_refused()
    {
        Assert.Throws<FormatException>(() => Canonical("\"\\ud800\""));
        Assert.Throws<FormatException>(() => Canonical("1e400"));
    }

    [Fact]
    public void canonical_text_is_its_own_canonical_form() =>
        Gen.Select(Gen.String.Where(text => !text.Any(char.IsSurrogate)), Gen.Double.Where(double.IsFinite), Gen.Bool).Sample((text, number, flag) =>
        {
            var canonical = Canonical(JsonSerializer.Serialize(new Dictionary<string, object> { [text] = number, ["x" + text] = new object[] { flag, text } }));
            Assert.Equal(canonical, Canonical(canonical));
        });

    private static string Canonical(string json) => Encoding.UTF8.GetString(CanonicalJson.Of(JsonDocument.Parse(json).RootElement));
}

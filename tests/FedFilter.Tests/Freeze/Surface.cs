using System.Reflection;
using System.Text.RegularExpressions;
using FedFilter.Policy;
using FedFilter.Signatures;

namespace FedFilter.Tests.Freeze;

/// <summary>Helpers of the tests that freeze the public surface.</summary>
internal static partial class Surface
{
    /// <summary>The program and its libraries.</summary>
    public static Assembly[] Assemblies { get; } = [typeof(FedFilterHost).Assembly, typeof(PolicySet).Assembly, typeof(SignatureFault).Assembly];

    /// <summary>Replaces decision ids, dates and ports, which differ from run to run.</summary>
    public static string Masked(string text) => Port().Replace(Date().Replace(Id().Replace(text, "ID"), "DATE"), "127.0.0.1:PORT");

    [GeneratedRegex(@"\b0[0-9a-hjkmnp-tv-z]{25}\b")]
    private static partial Regex Id();

    [GeneratedRegex(@"\b20\d\d-\d\d-\d\d(T\d\d:\d\d:\d\d(\.\d+)?Z)?")]
    private static partial Regex Date();

    [GeneratedRegex(@"\b127\.0\.0\.1:\d+")]
    private static partial Regex Port();
}
